/** Requests and answers of small HTTP interfaces with JSON bodies. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { isShallow } from './shallow-json.ts';

const BODY_MAX_BYTES = 1024 * 1024;

export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** @returns undefined if there is none */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) throw new RequestError(413, `the body is longer than ${BODY_MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  // A page of another site cannot send this type without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new RequestError(415, 'the body must have the content type application/json');
  }
  const value = parsed(Buffer.concat(chunks).toString('utf8'));
  if (!isShallow(value)) throw new RequestError(400, 'the body is nested too deeply');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, 'the body is not JSON');
  }
}

export function sendJson(response: ServerResponse, status: number, content: unknown): void {
  if (response.destroyed) return;
  // Stops reading a refused body.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(content === undefined ? undefined : JSON.stringify(content));
}
