/** Reads JSON bodies with a size limit. */
import type { IncomingMessage } from 'node:http';
import { HubError } from '../../errors.ts';

/** Above any request of the API: 5,000 ids are 195 kB. */
const MAX_JSON_BYTES = 256 * 1024;

export async function readJson(request: IncomingMessage, { optional }: { optional: boolean }): Promise<unknown> {
  const bytes = await readBounded(request, MAX_JSON_BYTES);
  if (bytes.length === 0) {
    if (optional) return {};
    throw new HubError('invalid_json', 'The body is empty; JSON was expected');
  }
  const mediaType = ((request.headers['content-type'] ?? '').split(';')[0] ?? '').trim().toLowerCase();
  // HTML forms of other sites cannot send application/json.
  if (mediaType !== 'application/json') {
    throw new HubError('unsupported_media_type', `The body must be application/json, not ${mediaType === '' ? 'untyped' : mediaType}`);
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new HubError('invalid_json', 'The body is not valid JSON');
  }
}

/** Reads a whole body. @throws {HubError} payload_too_large */
export async function readBounded(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw tooLarge(declared, maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(size, maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HubError) throw error;
    // The client has disconnected or was too slow, which is no error of the hub.
    throw new HubError('validation_failed', `The body ended early, after ${size} bytes`, { cause: error });
  }
  return Buffer.concat(chunks);
}

function tooLarge(bytes: number, maxBytes: number): HubError {
  return new HubError('payload_too_large', `A body of ${bytes} bytes is above the limit of ${maxBytes}`);
}
