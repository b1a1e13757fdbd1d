import type { Platform } from '../../lib/browser/platform.ts';

export interface Guide {
  readonly platform: Platform;
  readonly title: string;
  readonly steps: readonly string[];
  /** A command for the terminal. */
  readonly command?: string;
}

/** How each system comes to trust the downloaded authority. Menus are named as in current versions. */
export const GUIDES: readonly Guide[] = [
  {
    platform: 'windows',
    title: 'Windows: Chrome, Edge',
    steps: [
      'Open the downloaded file and choose “Install Certificate”, then “Current User”.',
      'Choose “Place all certificates in the following store”, and browse to “Trusted Root Certification Authorities”.',
      'Finish, confirm the warning, and restart the browser.',
    ],
  },
  {
    platform: 'macos',
    title: 'macOS: Safari, Chrome',
    steps: [
      'Open the downloaded file. Keychain Access adds it to the login keychain.',
      'Double-click the certificate there, open “Trust”, and set “When using this certificate” to “Always Trust”.',
      'Close the window, confirm with your password, and restart the browser.',
    ],
  },
  {
    platform: 'linux',
    title: 'Linux: Chrome, Chromium',
    steps: [
      'Open chrome://certificate-manager in a new tab.',
      'Under “Custom”, open “Installed by you”, and import the downloaded file as a trusted certificate.',
      'For command-line programs on Debian and Ubuntu, add it to the system too:',
    ],
    command: 'sudo cp eyepiece-authority.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates',
  },
  {
    platform: 'firefox',
    title: 'Firefox on a computer',
    steps: [
      'Open Settings, search for “certificates”, and choose “View Certificates”.',
      'On the tab “Authorities”, import the downloaded file.',
      'Tick “Trust this CA to identify websites”.',
    ],
  },
  {
    platform: 'android',
    title: 'Android: Chrome',
    steps: [
      'In the Settings app, search for “CA certificate” and choose “Install anyway”. Android asks for a screen lock.',
      'Choose the downloaded file.',
      'Firefox also needs Settings, About Firefox, five taps on the logo, then “Secret Settings” and “Use third party CA certificates”.',
    ],
  },
  {
    platform: 'ios',
    title: 'iPhone and iPad',
    steps: [
      'Download the file in Safari, and allow the profile.',
      'In the Settings app, open “Profile Downloaded” and install it.',
      'In General, About, Certificate Trust Settings, switch on the certificate. Without this step it has no effect.',
    ],
  },
];
