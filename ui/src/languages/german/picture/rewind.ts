import type { Catalogue } from '../../translate.ts';

/** Looking back at the last pictures. */
export const REWIND = {
  'Back to the live picture (Esc)': 'Zurück zum Livebild (Esc)',
  'Capture the past picture that is shown': 'Das gezeigte vergangene Bild aufnehmen',
  'Capture this one': 'Dieses aufnehmen',
  'Captured: {0}': 'Aufgenommen: {0}',
  'Keep the last 20 s as a clip': 'Die letzten 20 s als Clip behalten',
  'Keep the 20 s up to the past picture that is shown as a clip': 'Die 20 s bis zum gezeigten vergangenen Bild als Clip behalten',
  'Look back': 'Zurückblicken',
  'Look back at the last pictures; Esc returns to the live picture': 'Die letzten Bilder zeigen; Esc kehrt zum Livebild zurück',
  'No past pictures': 'Keine vergangenen Bilder',
  'No past pictures yet: they come from the live picture as JPEG in full size.':
    'Noch keine vergangenen Bilder: Sie stammen aus dem Livebild als JPEG in voller Größe.',
  'One picture back': 'Ein Bild zurück',
  'One picture forward': 'Ein Bild vor',
  'Earlier moment': 'Früherer Moment',
  'Past picture, not live · Esc returns': 'Vergangenes Bild, nicht live · Esc kehrt zurück',
  'Past pictures': 'Vergangene Bilder',
  'Taken from': 'Entnommen aus',
  'the live picture, afterwards': 'dem Livebild, nachträglich',
  'the live picture, afterwards, with its display window': 'dem Livebild, nachträglich, mit seinem Anzeigefenster',
  'The camera service keeps no past pictures.': 'Der Kameradienst behält keine vergangenen Bilder.',
  'The picture has not arrived yet.': 'Das Bild ist noch nicht eingetroffen.',
  'rewind past history replay last seconds': 'zurückspulen vergangen Verlauf Wiederholung letzte Sekunden',
  'rewind past missed': 'zurückspulen vergangen verpasst',
  'rewind past video recording': 'zurückspulen vergangen Video Aufzeichnung',
} as const satisfies Catalogue;
