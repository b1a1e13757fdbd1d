import type { Catalogue } from '../translate.ts';

/** Certificates: how a device comes to trust the hub. */
export const TRUST = {
  '1. Download the certificate of this hub': '1. Laden Sie das Zertifikat dieses Hubs herunter',
  '2. Trust it on this device': '2. Vertrauen Sie ihm auf diesem Gerät',
  '3. Open the secure address': '3. Öffnen Sie die sichere Adresse',
  'Android: Chrome': 'Android: Chrome',
  'Back to the sign-in': 'Zurück zur Anmeldung',
  'Choose the downloaded file.': 'Wählen Sie die heruntergeladene Datei.',
  'Choose “Place all certificates in the following store”, and browse to “Trusted Root Certification Authorities”.':
    'Wählen Sie „Alle Zertifikate in folgendem Speicher speichern“ und dort „Vertrauenswürdige Stammzertifizierungsstellen“.',
  'Close the window, confirm with your password, and restart the browser.':
    'Schließen Sie das Fenster, bestätigen Sie mit Ihrem Passwort und starten Sie den Browser neu.',
  'Compare its SHA-256 fingerprint with the one on the machine of the hub, at':
    'Vergleichen Sie seinen SHA-256-Fingerabdruck mit dem auf dem Rechner des Hubs, unter',
  'Double-click the certificate there, open “Trust”, and set “When using this certificate” to “Always Trust”.':
    'Doppelklicken Sie dort auf das Zertifikat, öffnen Sie „Vertrauen“ und setzen Sie „Bei Verwendung dieses Zertifikats“ auf „Immer vertrauen“.',
  'Download certificate': 'Zertifikat herunterladen',
  'Download the file in Safari, and allow the profile.': 'Laden Sie die Datei in Safari herunter und erlauben Sie das Profil.',
  'Finish, confirm the warning, and restart the browser.': 'Schließen Sie ab, bestätigen Sie die Warnung und starten Sie den Browser neu.',
  'Firefox also needs Settings, About Firefox, five taps on the logo, then “Secret Settings” and “Use third party CA certificates”.':
    'Firefox braucht außerdem: Einstellungen, Über Firefox, fünfmal auf das Logo tippen, dann „Geheime Einstellungen“ und „CA-Zertifikate von Drittanbietern verwenden“.',
  'Firefox on a computer': 'Firefox auf einem Computer',
  'For command-line programs on Debian and Ubuntu, add it to the system too:':
    'Für Kommandozeilenprogramme unter Debian und Ubuntu fügen Sie es auch dem System hinzu:',
  'HTTPS is off on this hub, or a proxy in front of it has it. Ask its operator for the secure address.':
    'HTTPS ist an diesem Hub ausgeschaltet, oder ein Proxy davor übernimmt es. Fragen Sie den Betreiber nach der sicheren Adresse.',
  'In General, About, Certificate Trust Settings, switch on the certificate. Without this step it has no effect.':
    'Schalten Sie unter Allgemein, Info, Zertifikatsvertrauenseinstellungen das Zertifikat ein. Ohne diesen Schritt hat es keine Wirkung.',
  'In the Settings app, open “Profile Downloaded” and install it.':
    'Öffnen Sie in den Einstellungen „Profil geladen“ und installieren Sie es.',
  'In the Settings app, search for “CA certificate” and choose “Install anyway”. Android asks for a screen lock.':
    'Suchen Sie in den Einstellungen nach „CA-Zertifikat“ und wählen Sie „Trotzdem installieren“. Android verlangt eine Displaysperre.',
  'iPhone and iPad': 'iPhone und iPad',
  ". It can only vouch for this hub's names and for addresses of private networks.":
    '. Sie kann nur für die Namen dieses Hubs und für Adressen privater Netze bürgen.',
  'Its SHA-256 fingerprint:': 'Sein SHA-256-Fingerabdruck:',
  'Linux: Chrome, Chromium': 'Linux: Chrome, Chromium',
  'macOS: Safari, Chrome': 'macOS: Safari, Chrome',
  'On the tab “Authorities”, import the downloaded file.':
    'Importieren Sie auf dem Reiter „Zertifizierungsstellen“ die heruntergeladene Datei.',
  'Open chrome://certificate-manager in a new tab.': 'Öffnen Sie chrome://certificate-manager in einem neuen Tab.',
  'Open Settings, search for “certificates”, and choose “View Certificates”.':
    'Öffnen Sie die Einstellungen, suchen Sie nach „Zertifikate“ und wählen Sie „Zertifikate anzeigen“.',
  'Open the downloaded file and choose “Install Certificate”, then “Current User”.':
    'Öffnen Sie die heruntergeladene Datei und wählen Sie „Zertifikat installieren“, dann „Aktueller Benutzer“.',
  'Open the downloaded file. Keychain Access adds it to the login keychain.':
    'Öffnen Sie die heruntergeladene Datei. Die Schlüsselbundverwaltung fügt sie dem Schlüsselbund „Anmeldung“ hinzu.',
  'The certificate of this hub is for {0}. Devices trust it without further steps.':
    'Das Zertifikat dieses Hubs gilt für {0}. Geräte vertrauen ihm ohne weitere Schritte.',
  'The connection is then encrypted. Browsers also show compressed video, which stays sharp and fresh on slow networks.':
    'Die Verbindung ist dann verschlüsselt. Browser zeigen dann auch komprimiertes Video, das in langsamen Netzen scharf und aktuell bleibt.',
  'The hub has a certificate authority of its own,': 'Der Hub hat eine eigene Zertifizierungsstelle,',
  'This connection is not encrypted.': 'Diese Verbindung ist nicht verschlüsselt.',
  'This page was opened over HTTPS.': 'Diese Seite wurde über HTTPS geöffnet.',
  'Tick “Trust this CA to identify websites”.': 'Haken Sie „Dieser CA vertrauen, um Websites zu identifizieren“ an.',
  'Under “Custom”, open “Installed by you”, and import the downloaded file as a trusted certificate.':
    'Öffnen Sie unter „Benutzerdefiniert“ den Eintrag „Von Ihnen installiert“ und importieren Sie die heruntergeladene Datei als vertrauenswürdiges Zertifikat.',
  'Use Eyepiece over HTTPS': 'Eyepiece über HTTPS verwenden',
  'Use HTTPS': 'HTTPS verwenden',
  'Windows: Chrome, Edge': 'Windows: Chrome, Edge',
} as const satisfies Catalogue;
