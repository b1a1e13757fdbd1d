/** Serves a stream as MJPEG until the client leaves, or its access ends (run-route.ts). */
import { z } from 'zod';
import type { Principal } from '../auth/tokens.ts';
import { MJPEG_CONTENT_TYPE, MjpegReader } from '../fanout/mjpeg-reader.ts';
import type { Stream } from '../fanout/stream.ts';
import type { HubContext } from './route.ts';

export const feedQuerySchema = z.object({
  maxFps: z.coerce.number().positive().max(1000).optional(),
  maxWidth: z.coerce.number().int().min(16).max(65535).optional(),
  token: z.string().max(4096).optional().meta({ description: 'Of a feed address, see POST /cameras/{id}/feed-url' }),
});

export function serveMjpeg(ctx: HubContext, stream: Stream, principal: Principal, wishes: z.infer<typeof feedQuerySchema>): void {
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
  const { maxFps, maxWidth } = wishes;
  const reader = new MjpegReader(response, { maxFps, maxWidth, owner, counters: stream.counters });
  stream.add(reader);
  response.once('close', () => stream.remove(reader));
  response.on('error', () => response.destroy());
}
