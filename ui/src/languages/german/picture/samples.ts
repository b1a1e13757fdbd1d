import type { Catalogue } from '../../translate.ts';

/** Samples of more than 8 bits in the live picture, and the window of the viewer. */
export const SAMPLES = {
  'the camera sends 8 bit': 'die Kamera sendet 8 Bit',
  'link too narrow for samples': 'Verbindung zu schmal für Messwerte',
  'waiting for samples': 'wartet auf Messwerte',
  'Your connection carries less than one picture of samples a second, so the hub sends smaller pictures. Samples return automatically on a faster connection.':
    'Ihre Verbindung überträgt weniger als ein Bild aus Messwerten pro Sekunde. Daher sendet der Hub kleinere Bilder. Auf einer schnelleren Verbindung kommen die Messwerte von selbst wieder.',
  'no samples': 'keine Messwerte',
  '{0} bit, with your own window': '{0} Bit, mit eigenem Fenster',
  'Up to {0}; fewer pictures a second on a narrower link': 'Bis zu {0}; auf einer schmaleren Verbindung weniger Bilder pro Sekunde',
  'This browser cannot decode them.': 'Dieser Browser kann sie nicht dekodieren.',
  'The values of the camera, through your own window': 'Die Werte der Kamera, durch Ihr eigenes Fenster',
  'Set the window that you look at the samples through': 'Das Fenster einstellen, durch das Sie die Messwerte sehen',
  '{0} bit · {1} to {2}': '{0} Bit · {1} bis {2}',
  'Window of the samples': 'Fenster der Messwerte',
  'For you alone: others, captures and the camera are not changed.': 'Nur für Sie: Andere, Aufnahmen und die Kamera bleiben unverändert.',
} as const satisfies Catalogue;
