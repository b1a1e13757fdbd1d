/** Who gives an order, under which epoch of control, and where it is written down. */
import type { CameraSettings } from '@eyepiece/shared-types';
import type { Person } from '../caller.ts';

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
