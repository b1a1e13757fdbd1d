/** What happens at the viewers of a crowd, for series and expectations. Times are those of the timeline, ms. */
import type { Viewer } from './viewer.ts';

export interface FrameSeen {
  readonly viewer: Viewer;
  readonly atMs: number;
  readonly bytes: number;
  readonly json: string | undefined;
  readonly picture: string | undefined;
  /** From capture to arrival; null: the server sends no times. */
  readonly ageMs: number | null;
  /** Age of the newest frame that the viewer had, just before; null as above, and for the first. */
  readonly staleMs: number | null;
  /** Since when the viewer had no frame: the frame before, or its joining. */
  readonly withoutSinceMs: number;
  readonly isFirst: boolean;
  /** Numbers between this frame and the newest before; -1 for a late frame that fills a gap. */
  readonly skipped: number;
  readonly repeated: boolean;
  readonly late: boolean;
}

export interface MessageSeen {
  readonly viewer: Viewer;
  readonly atMs: number;
  readonly name: string;
  readonly bytes: number;
  readonly json: string | undefined;
}

export interface Observer {
  joined?(viewer: Viewer, atMs: number): void;
  /** The viewer leaves by itself. */
  left?(viewer: Viewer, atMs: number): void;
  opened?(viewer: Viewer, atMs: number, isAgain: boolean): void;
  lost?(viewer: Viewer, atMs: number, reason: string): void;
  /** Also for a connection that could not be made, and for a message that breaks the rules of the protocol. */
  failed?(viewer: Viewer, atMs: number, code: string, reason: string): void;
  frame?(frame: FrameSeen): void;
  message?(message: MessageSeen): void;
}
