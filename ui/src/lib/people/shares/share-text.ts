import type { Share } from '@eyepiece/shared-types';
import { durationText } from '../../text/clock-text.ts';
import { t } from '../../../languages/translate.ts';

/** Tolerance, so that a new link for 7 days does not show 6 days. */
const ROUNDING_MS = 60_000;
const HOUR_S = 3600;
const DAY_S = 86_400;

export const EXPIRY_CHOICES = [
  { seconds: HOUR_S, text: '1 hour' },
  { seconds: DAY_S, text: '1 day' },
  { seconds: 7 * DAY_S, text: '7 days' },
  { seconds: 30 * DAY_S, text: '30 days' },
  { seconds: 90 * DAY_S, text: '90 days' },
] as const;
export const DEFAULT_EXPIRY_S = 7 * DAY_S;

export interface ShareState {
  readonly works: boolean;
  readonly text: string;
}

/** State of a link: "for 3 d", "revoked", "expired". */
export function shareState({ expiresAt, revokedAt }: Pick<Share, 'expiresAt' | 'revokedAt'>, nowMs: number): ShareState {
  if (revokedAt !== null) return { works: false, text: t('revoked') };
  const leftMs = Date.parse(expiresAt) - nowMs;
  return leftMs > 0 ? { works: true, text: `for ${durationText(leftMs + ROUNDING_MS)}` } : { works: false, text: t('expired') };
}

export function usesText({ uses, lastUsedAt }: Pick<Share, 'uses' | 'lastUsedAt'>, nowMs: number): string {
  if (uses === 0) return 'not used yet';
  const last = lastUsedAt === null ? '' : `, last ${durationText(nowMs - Date.parse(lastUsedAt))} ago`;
  return `${uses === 1 ? 'used once' : `used ${uses} times`}${last}`;
}

/** Secret of a share link: the fragment after #, which browsers do not send to servers. */
export function shareSecret(hash: string): string | null {
  const secret = decodeURIComponentOr(hash.replace(/^#/, ''));
  return secret === '' ? null : secret;
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether the code means that a link is unknown, revoked or expired. */
export function isDeadLink(code: string): boolean {
  return code === 'share_not_found' || code === 'invalid_credentials' || code === 'session_expired' || code === 'unauthenticated';
}
