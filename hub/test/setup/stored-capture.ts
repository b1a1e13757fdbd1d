import { createHash, randomUUID } from 'node:crypto';
import type { AckError, Capture, CaptureReply } from '@eyepiece/shared-types';
import { expect } from 'vitest';
import type { FakeCamera } from './fake-camera.ts';

/** The capture of a reply to `capture` without `answerWhen`. */
export function storedCapture(reply: ({ ok: true } & CaptureReply) | { ok: false; error: AckError }): Capture {
  if (!reply.ok) throw new Error(reply.error.message);
  if (reply.state !== 'stored') throw new Error(`the capture is ${reply.state}`);
  return reply.capture;
}

/** Uploads a picture followed by zeros. @returns the id of the capture */
export async function uploadLargeFile(camera: FakeCamera, bytes: number): Promise<string> {
  const { metadata, jpeg } = await camera.makeCapture({ captureId: randomUUID() });
  const file = Buffer.concat([jpeg, Buffer.alloc(bytes)]);
  const sha256 = createHash('sha256').update(file).digest('hex');
  expect((await camera.upload({ ...metadata, sizeBytes: file.length, sha256 }, file)).status).toBe(201);
  return metadata.id;
}
