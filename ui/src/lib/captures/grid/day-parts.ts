import type { TimelineDay } from './library-chunks.ts';
import { counted, groupedText } from '../../text/count-text.ts';

/** What the heading of a day says: its captures, and how many of them belong to each session. */
export function dayParts({ sessions }: Pick<TimelineDay, 'sessions'>, count: number): string[] {
  const whole = counted(count, '{0} capture', '{0} captures');
  const [only] = sessions;
  if (only && sessions.length === 1 && only.count === count) return [whole, only.title];
  return [whole, ...sessions.map((session) => `${groupedText(session.count)} in ${session.title}`)];
}
