/** Sends text of unknown length that is made while it is sent. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HubContext } from '../routing/route.ts';
import { isDisconnected } from './send-bytes.ts';

/**
 * Resolves when it is sent or the client has disconnected. An error before the first part is thrown. A later one cuts the
 * connection, so that the download fails instead of being incomplete.
 */
export async function sendText(ctx: HubContext, parts: AsyncGenerator<string>): Promise<void> {
  ctx.set('Cache-Control', 'no-store');
  ctx.status = 200;
  if (ctx.method === 'HEAD') {
    await parts.return(undefined);
    return;
  }
  const first = await parts.next();
  ctx.respond = false;
  ctx.res.statusCode = ctx.status;
  await pipeline(Readable.from(joined(first, parts)), ctx.res).catch((error: unknown) => {
    if (!isDisconnected(error)) throw error;
  });
}

async function* joined(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done !== true) yield first.value;
  yield* rest;
}
