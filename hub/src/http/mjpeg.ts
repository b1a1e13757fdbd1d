/** MJPEG over HTTP. */
import { z } from 'zod';
import type { Principal } from '../auth/tokens.ts';
import { MJPEG_CONTENT_TYPE, MjpegReader } from '../fanout/mjpeg-reader.ts';
import type { Stream } from '../fanout/stream.ts';
import type { Slots } from '../queue/slots.ts';
import type { HubContext } from './route.ts';
import { requesterOf } from './wanted.ts';

export const feedQuerySchema = z.object({
  maxFps: z.coerce.number().positive().max(1000).optional(),
  maxWidth: z.coerce.number().int().min(16).max(65535).optional(),
  token: z.string().max(4096).optional().meta({ description: 'Of a feed address, see POST /cameras/{id}/feed-url' }),
});

type Wishes = z.infer<typeof feedQuerySchema>;

/**
 * Serves a stream as MJPEG until the client leaves, or its access ends (run-route.ts).
 * @throws {HubError} rate_limited when the person, or the guests of the link, have too many feeds already
 */
export function serveMjpeg(ctx: HubContext, feeds: Slots, stream: Stream, principal: Principal, wishes: Wishes): Promise<void> {
  return feeds.use(requesterOf(principal).party, async () => {
    if (ctx.res.destroyed) return;
    const closed = new Promise((resolve) => ctx.res.once('close', resolve));
    begin(ctx, stream, principal, wishes);
    await closed;
  });
}

function begin(ctx: HubContext, stream: Stream, principal: Principal, { maxFps, maxWidth }: Wishes): void {
  ctx.respond = false; // this answer ends when the client does
  const response = ctx.res;
  response.writeHead(200, {
    'Content-Type': MJPEG_CONTENT_TYPE,
    'Cache-Control': 'no-store, no-transform',
    Connection: 'close',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  ctx.req.socket.setNoDelay(true);
  const owner = { userId: principal.userId, name: principal.name, address: ctx.ip };
  const { camera, counters } = stream;
  const reader = new MjpegReader(response, { maxFps, maxWidth, owner, counters, dateUs: (cameraUs) => camera.dateUs(cameraUs) });
  stream.add(reader);
  response.once('close', () => stream.remove(reader));
  response.on('error', () => response.destroy());
}
