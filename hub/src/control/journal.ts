/** Types for commands under control and for recording them. */
import type { AuditAction, CameraSettings, ShotOrder } from '@eyepiece/shared-types';
import type { Person } from '../people/caller.ts';

/** Options of commands that need control. */
export interface UnderControl {
  /** Epoch known to the caller. When absent, only the holder is checked. */
  readonly epoch?: number | undefined;
  /**
   * For captures: the order for several cameras that it belongs to. Its `clock` is that of this hub minus that of the hub
   * that gave the order.
   */
  readonly shot?: ShotOrder | undefined;
}

export interface JournalEntry {
  readonly actor: Person;
  readonly action: AuditAction;
  readonly subject: string;
  readonly details: Record<string, unknown>;
  /** For changes of settings: as the camera had them before, and as it read them back. */
  readonly settings?: { readonly before: CameraSettings; readonly after: CameraSettings };
}

/** Called for every command that a camera has carried out. Must not throw. */
export type Journal = (entry: JournalEntry) => void;

/** Looks up the open session of a camera. */
export interface OpenSessions {
  openOf(cameraId: string): string | undefined;
}
