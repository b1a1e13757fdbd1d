import { backoffMs } from '@eyepiece/shared-types/wire/backoff';
import { asHubError } from '@eyepiece/client/hub-error';
import { isDeadLink } from './share-text.ts';

/** A revoked link may be replaced by the administrator of the display, ms. */
const DEAD_RETRY_MS = 60_000;

/** Why the display is empty. */
export type KioskWait = 'joins' | 'dead-link' | 'unreachable';

export interface KioskEntry {
  readonly enter: (secret: string, name: string) => Promise<void>;
  /** Says why the display is empty; null when it is not. */
  readonly said: (why: KioskWait | null) => void;
}

/** Joins by a share link again and again until it succeeds: a display has nobody who would. @returns a function that stops it */
export function joinForEver(secret: string, name: string, { enter, said }: KioskEntry): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  async function join(attempt: number): Promise<void> {
    try {
      await enter(secret, name);
      if (!over) said(null);
    } catch (error) {
      if (over) return;
      const dead = isDeadLink(asHubError(error).code);
      said(dead ? 'dead-link' : 'unreachable');
      timer = setTimeout(() => void join(attempt + 1), dead ? DEAD_RETRY_MS : backoffMs(attempt, Math.random()));
    }
  }

  said('joins');
  void join(0);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
