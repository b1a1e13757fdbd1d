export type Platform = 'windows' | 'macos' | 'linux' | 'android' | 'ios' | 'firefox';

/** The instructions that fit this browser. Firefox on computers has certificates of its own. */
export function platformOf({ userAgent, maxTouchPoints }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): Platform {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (userAgent.includes('Android')) return 'android';
  // An iPad poses as a Mac, which has no touch screen.
  if (userAgent.includes('Macintosh') && maxTouchPoints > 1) return 'ios';
  if (userAgent.includes('Firefox/')) return 'firefox';
  if (userAgent.includes('Macintosh')) return 'macos';
  return userAgent.includes('Windows') ? 'windows' : 'linux';
}
