/** What the AsyncAPI document says about an event. */
import type { ErrorCode } from '@eyepiece/shared-types';
import type { z } from 'zod';

/** An event that clients send. */
export interface ClientEventNote {
  readonly summary: string;
  /** What a client must know beyond the summary. Markdown. */
  readonly about: string;
  /** The arguments before the acknowledgement, in their order. */
  readonly args: readonly z.ZodType[];
  readonly example: readonly unknown[];
  /** The reply beside `ok: true`; absent: the event has no acknowledgement. */
  readonly reply?: z.ZodObject;
  readonly replyExample?: object;
  /** Codes beyond those of every event. */
  readonly errors?: readonly ErrorCode[];
}

/** An event that the hub sends. */
export interface HubEventNote {
  readonly summary: string;
  /** When it is sent, and to whom. Markdown. */
  readonly about: string;
  readonly args: readonly z.ZodType[];
  readonly example: readonly unknown[];
}
