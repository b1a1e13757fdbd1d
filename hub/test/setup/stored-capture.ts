import type { AckError, Capture, CaptureReply } from '@eyepiece/shared-types';

/** The capture of a reply to `capture` without `answerWhen`. */
export function storedCapture(reply: ({ ok: true } & CaptureReply) | { ok: false; error: AckError }): Capture {
  if (!reply.ok) throw new Error(reply.error.message);
  if (reply.state !== 'stored') throw new Error(`the capture is ${reply.state}`);
  return reply.capture;
}
