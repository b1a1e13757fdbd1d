import type { CaptureSession } from '@eyepiece/shared-types';
import { spanText } from '../text/span-text.ts';
import { localDay, shortDayText, shortTimeText } from '../text/clock-text.ts';

/** "10:04 – 11:39, 1 h 35 min", with a day where it ends on another one; "since 10:04" while it is open. */
export function sessionTimeText({ startedAt, endedAt }: Pick<CaptureSession, 'startedAt' | 'endedAt'>): string {
  if (endedAt === null) return `since ${shortTimeText(startedAt)}`;
  const otherDay = localDay(startedAt) !== localDay(endedAt);
  const end = `${otherDay ? `${shortDayText(endedAt)} ` : ''}${shortTimeText(endedAt)}`;
  return `${shortTimeText(startedAt)} – ${end}, ${spanText(Date.parse(endedAt) - Date.parse(startedAt))}`;
}
