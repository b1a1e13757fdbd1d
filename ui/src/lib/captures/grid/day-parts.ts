import type { TimelineDay } from './library-chunks.ts';

/** What the heading of a day says: its captures, and how many of them belong to each session. */
export function dayParts({ sessions }: Pick<TimelineDay, 'sessions'>, count: number): string[] {
  const whole = `${count.toLocaleString('en-GB')} ${count === 1 ? 'capture' : 'captures'}`;
  const [only] = sessions;
  if (only && sessions.length === 1 && only.count === count) return [whole, only.title];
  return [whole, ...sessions.map((session) => `${session.count.toLocaleString('en-GB')} in ${session.title}`)];
}
