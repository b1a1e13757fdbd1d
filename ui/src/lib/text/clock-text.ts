import { locale, currentLanguage } from '../../languages/translate.ts';

/** Local hh:mm:ss, on a 24-hour clock in every browser language. */
export function timeText(when: string | number): string {
  const date = new Date(when);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

export function shortTimeText(when: string | number): string {
  return timeText(when).slice(0, 5);
}

/** "Sunday 22 November", with the year when it is not the current one. */
export function dayText(key: string, now = new Date()): string {
  const [year = 0, month = 1, day = 1] = key.split('-').map(Number);
  const date = new Date(year, month - 1, day);
  const years = year === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const text = date.toLocaleDateString(locale(), { weekday: 'long', day: 'numeric', month: 'long', ...years });
  // Browsers differ in the comma of English dates.
  return currentLanguage() === 'en' ? text.replace(',', '') : text;
}

/** "7 s", "3 min", "2 h", "5 d". */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.floor(seconds / 60)} min`;
  return seconds < 36 * 3600 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** "0:12", as a running counter. */
export function counterText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Local calendar day, yyyy-mm-dd; empty for undefined. */
export function localDay(iso: string | undefined): string {
  if (!iso) return '';
  const date = new Date(iso);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** "22 Nov". */
export function shortDayText(when: string | number): string {
  return new Date(when).toLocaleDateString(locale(), { day: 'numeric', month: 'short' });
}

/** "14:02", or "22 Nov 14:02" on another day. */
export function momentText(iso: string, nowMs = Date.now()): string {
  const time = shortTimeText(iso);
  return localDay(iso) === localDay(new Date(nowMs).toISOString()) ? time : `${shortDayText(iso)} ${time}`;
}
