/** Who gives an order, under which epoch of control, and where it is written down. */
import type { CameraSettings } from '@eyepiece/shared-types';
import type { Principal } from '../people/access/tokens.ts';

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly address?: string;
}

/** Somebody whose rights are known. */
export type Caller = Person & Pick<Principal, 'role' | 'guest'>;

/** Of an order that needs control. */
export interface UnderControl {
  /** The epoch that it was given under; left out, only who has control counts. */
  readonly epoch?: number | undefined;
}

export interface JournalEntry {
  readonly actor: Person;
  readonly action: string;
  readonly subject: string;
  readonly details: Record<string, unknown>;
  /** Of an order that changed settings: as the camera had them, and as it read them back. */
  readonly settings?: { readonly before: CameraSettings; readonly after: CameraSettings };
}

/** Told of every order that a camera carried out. Must not throw. */
export type Journal = (entry: JournalEntry) => void;

/** The session that what is done at a camera belongs to now. */
export interface OpenSessions {
  openOf(cameraId: string): string | undefined;
}

/** As a camera service is told who asks. */
export function userOf({ userId, name }: Person): { id: string; name: string } {
  return { id: userId, name };
}
