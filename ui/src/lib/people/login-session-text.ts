import type { LoginSession } from '@eyepiece/shared-types';
import { durationText, momentText } from '../text/clock-text.ts';

/** Last uses are written about once a minute. */
const IN_USE_MS = 2 * 60_000;

/** "in use", or "last used 3 h ago". */
export function lastUseText({ lastUsedAt, current }: Pick<LoginSession, 'lastUsedAt' | 'current'>, nowMs: number): string {
  const agoMs = nowMs - Date.parse(lastUsedAt);
  return current || agoMs < IN_USE_MS ? 'in use' : `last used ${durationText(agoMs)} ago`;
}

/** "192.0.2.1 · in use · since 14:02". */
export function loginSessionText(session: LoginSession, nowMs: number): string {
  return [session.address, lastUseText(session, nowMs), `since ${momentText(session.createdAt, new Date(nowMs))}`]
    .filter(Boolean)
    .join(' · ');
}
