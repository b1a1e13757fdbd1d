/** What is wrong and what to do, in one sentence each, for people in front of a browser. No text of a log is in here. */
import type { StartFault } from '@eyepiece/host/start-faults';

export interface Explanation {
  readonly what: string;
  readonly todo: string;
}

/** Which language a browser asks for first, of those that the page has. */
export type Language = 'en' | 'de';

const EXPLANATIONS: Record<StartFault, Record<Language, Explanation>> = {
  unknown: {
    en: {
      what: 'Eyepiece ended unexpectedly.',
      todo: 'It starts again by itself. If it does not, read the last lines of its log.',
    },
    de: {
      what: 'Eyepiece wurde unerwartet beendet.',
      todo: 'Es startet von selbst neu. Wenn nicht, steht der Grund in den letzten Zeilen des Protokolls.',
    },
  },
  configuration: {
    en: { what: 'A setting of Eyepiece is wrong.', todo: 'Correct the variable that the console names, and start Eyepiece again.' },
    de: {
      what: 'Eine Einstellung von Eyepiece ist falsch.',
      todo: 'Die Variable korrigieren, die die Konsole nennt, und Eyepiece neu starten.',
    },
  },
  database_unavailable: {
    en: { what: 'The database does not answer.', todo: 'Start the database server, and check host and port in DATABASE_URL.' },
    de: { what: 'Die Datenbank antwortet nicht.', todo: 'Den Datenbankserver starten, und Host und Port in DATABASE_URL prüfen.' },
  },
  database_refused: {
    en: {
      what: 'The database refuses Eyepiece.',
      todo: 'Check user, password and database name in DATABASE_URL, and the rights of this user.',
    },
    de: {
      what: 'Die Datenbank weist Eyepiece ab.',
      todo: 'Benutzer, Passwort und Datenbankname in DATABASE_URL prüfen, und die Rechte dieses Benutzers.',
    },
  },
  newer_database: {
    en: {
      what: 'A newer version of Eyepiece has changed the database.',
      todo: 'Install that version, or restore a backup of this version.',
    },
    de: {
      what: 'Eine neuere Version von Eyepiece hat die Datenbank geändert.',
      todo: 'Diese Version installieren, oder eine Sicherung der vorhandenen Version einspielen.',
    },
  },
  wrong_folder: {
    en: { what: 'The data folder belongs to another database.', todo: 'Set DATA_DIR and DATABASE_URL to a pair that belongs together.' },
    de: {
      what: 'Der Datenordner gehört zu einer anderen Datenbank.',
      todo: 'DATA_DIR und DATABASE_URL auf ein zusammengehöriges Paar setzen.',
    },
  },
  folder_denied: {
    en: {
      what: 'Eyepiece may not write into its data folder.',
      todo: 'Give the folder to the account that runs Eyepiece, or choose another DATA_DIR.',
    },
    de: {
      what: 'Eyepiece darf nicht in seinen Datenordner schreiben.',
      todo: 'Den Ordner dem Konto geben, unter dem Eyepiece läuft, oder ein anderes DATA_DIR wählen.',
    },
  },
  disk_full: {
    en: { what: 'The disk is full.', todo: 'Free some space. Eyepiece then starts by itself.' },
    de: { what: 'Der Datenträger ist voll.', todo: 'Platz schaffen. Eyepiece startet dann von selbst.' },
  },
  port_in_use: {
    en: { what: 'Another program uses the port of Eyepiece.', todo: 'Stop that program, or set HUB_PORT.' },
    de: { what: 'Ein anderes Programm benutzt den Port von Eyepiece.', todo: 'Dieses Programm beenden, oder HUB_PORT setzen.' },
  },
  already_running: {
    en: { what: 'Another process uses the data folder.', todo: 'Stop that process, or choose another DATA_DIR.' },
    de: { what: 'Ein anderer Prozess benutzt den Datenordner.', todo: 'Diesen Prozess beenden, oder ein anderes DATA_DIR wählen.' },
  },
  store_unavailable: {
    en: { what: 'The store of the captures cannot be reached.', todo: 'Check STORE_URL and the server behind it.' },
    de: { what: 'Der Speicher der Aufnahmen ist nicht erreichbar.', todo: 'STORE_URL und den Server dahinter prüfen.' },
  },
  cluster: {
    en: {
      what: 'This hub cannot join the other hubs.',
      todo: 'Check REDIS_URL and CLUSTER_TOKEN; all hubs need the same, and versions that work together.',
    },
    de: {
      what: 'Dieser Hub kann sich nicht mit den anderen verbinden.',
      todo: 'REDIS_URL und CLUSTER_TOKEN prüfen; alle Hubs brauchen dieselben, und Versionen, die zusammenpassen.',
    },
  },
  python_missing: {
    en: { what: 'Python 3.11 or newer is missing.', todo: 'Install Python with its module venv, or name it in PYTHON.' },
    de: { what: 'Python 3.11 oder neuer fehlt.', todo: 'Python mit dem Modul venv installieren, oder es in PYTHON nennen.' },
  },
  packages_missing: {
    en: { what: 'The Python packages cannot be installed.', todo: 'Check the connection to the internet, or the proxy settings of pip.' },
    de: {
      what: 'Die Python-Pakete lassen sich nicht installieren.',
      todo: 'Die Internetverbindung oder die Proxy-Einstellungen von pip prüfen.',
    },
  },
  broken_checkout: {
    en: { what: 'The user interface of Eyepiece cannot be built.', todo: 'Get the files of Eyepiece again, and start it.' },
    de: {
      what: 'Die Oberfläche von Eyepiece lässt sich nicht bauen.',
      todo: 'Die Dateien von Eyepiece neu holen und es starten.',
    },
  },
  secrets_damaged: {
    en: {
      what: 'The file with the secrets is damaged.',
      todo: 'Restore secrets.json in the data folder from a backup, or delete it: all users then sign in again.',
    },
    de: {
      what: 'Die Datei mit den Geheimnissen ist beschädigt.',
      todo: 'secrets.json im Datenordner aus einer Sicherung holen oder löschen: alle melden sich dann neu an.',
    },
  },
};

export function explain(fault: StartFault, language: Language = 'en'): Explanation {
  return EXPLANATIONS[fault][language];
}

/** @param accepted the header Accept-Language */
export function languageOf(accepted = ''): Language {
  const wanted = accepted.split(',').map((part) => {
    const [name = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find((value) => value !== undefined);
    return { name: name.split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) };
  });
  const known = wanted.filter(({ name, quality }) => (name === 'en' || name === 'de') && quality > 0);
  return known.toSorted((a, b) => b.quality - a.quality)[0]?.name === 'de' ? 'de' : 'en';
}
