/** Converts a User-Agent header to readable form: "Firefox on Windows", "python-requests 2.32". */
import { withoutKeys } from '@eyepiece/shared-types';

const MAX_HEADER_CHARS = 512;
const MAX_NAME_CHARS = 60;

/** The first match wins, because every browser also claims to be older ones. */
const BROWSERS = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:(?:Headless)?Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const;
const SYSTEMS = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
] as const;

export function deviceName(userAgent: string | undefined): string {
  const header = withoutKeys((userAgent ?? '').slice(0, MAX_HEADER_CHARS));
  const name = (list: typeof BROWSERS | typeof SYSTEMS): string | undefined => list.find(([pattern]) => pattern.test(header))?.[1];
  const [browser, system] = [name(BROWSERS), name(SYSTEMS)];
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`;
  const program = /^([\w.+-]+)(?:\/([\w.+-]+))?/.exec(header);
  if (!program) return 'Unknown device';
  return [program[1], program[2]].filter(Boolean).join(' ').slice(0, MAX_NAME_CHARS);
}
