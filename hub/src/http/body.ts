/** JSON bodies, bounded. */
import type { IncomingMessage } from 'node:http';
import { HubError } from '../errors.ts';

/** Far above any request of the API, far below what would hurt. */
const MAX_JSON_BYTES = 128 * 1024;

export async function readJson(request: IncomingMessage, { optional }: { optional: boolean }): Promise<unknown> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > MAX_JSON_BYTES) throw tooLarge(declared);
  const bytes = await readBounded(request);
  if (bytes.length === 0) {
    if (optional) return {};
    throw new HubError('invalid_json', 'The body is empty; JSON was expected');
  }
  const mediaType = ((request.headers['content-type'] ?? '').split(';')[0] ?? '').trim().toLowerCase();
  // Insisting on the type keeps HTML forms of other sites from posting (they cannot send application/json).
  if (mediaType !== 'application/json') {
    throw new HubError('unsupported_media_type', `The body must be application/json, not ${mediaType === '' ? 'untyped' : mediaType}`);
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new HubError('invalid_json', 'The body is not valid JSON');
  }
}

async function readBounded(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_JSON_BYTES) throw tooLarge(size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(bytes: number): HubError {
  return new HubError('payload_too_large', `A body of ${bytes} bytes is above the limit of ${MAX_JSON_BYTES}`);
}
