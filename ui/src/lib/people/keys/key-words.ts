import type { ApiKey, KeyScope } from '@eyepiece/shared-types';
import { durationText } from '../../text/clock-text.ts';
import { shareState, type ShareState } from '../shares/share-text.ts';

interface ScopeWords {
  readonly name: string;
  readonly text: string;
}

export const SCOPE_WORDS: Readonly<Record<KeyScope, ScopeWords>> = {
  watch: { name: 'Watch', text: 'Live pictures, and the state of cameras.' },
  capture: { name: 'Capture', text: 'Take pictures. Jobs need Control as well.' },
  control: { name: 'Control', text: 'Take control, and change settings.' },
  'library:read': { name: 'Read the library', text: 'Captures, sessions and annotations.' },
  'library:write': { name: 'Change the library', text: 'Rate, tag, annotate and delete; start sessions, write notes.' },
  admin: { name: 'Administration', text: 'Audit trail, storage rules, diagnostics. For accounts of administrators.' },
};

/** "for 3 d", or "expired". */
export function keyState({ expiresAt }: Pick<ApiKey, 'expiresAt'>, nowMs: number): ShareState {
  return shareState({ expiresAt, revokedAt: null }, nowMs);
}

/** "Watch, Capture · Bench 3 · for 3 d · last used 3 h ago from 192.0.2.7 · by Ana". */
export function keyFacts(key: ApiKey, nameOf: (cameraId: string) => string, nowMs: number): string {
  const scopes = key.scopes.map((scope) => SCOPE_WORDS[scope].name).join(', ');
  const cameras = key.cameraIds === null ? 'all cameras' : key.cameraIds.map(nameOf).join(', ');
  return `${scopes} · ${cameras} · ${keyState(key, nowMs).text} · ${lastUse(key, nowMs)} · by ${key.createdBy.name}`;
}

function lastUse({ lastUsedAt, address }: Pick<ApiKey, 'lastUsedAt' | 'address'>, nowMs: number): string {
  if (lastUsedAt === null) return 'not used yet';
  const ago = durationText(Math.max(0, nowMs - Date.parse(lastUsedAt)));
  return address === null ? `last used ${ago} ago` : `last used ${ago} ago from ${address}`;
}
