/** Serves a stream as MJPEG until the client leaves. */
import { z } from 'zod';
import { MJPEG_CONTENT_TYPE, MjpegReader } from '../fanout/mjpeg-reader.ts';
import type { Stream } from '../fanout/stream.ts';
import type { HubContext } from './route.ts';

export const feedQuerySchema = z.object({
  maxFps: z.coerce.number().positive().max(1000).optional(),
  maxWidth: z.coerce.number().int().min(16).max(65535).optional(),
});

export function serveMjpeg(ctx: HubContext, stream: Stream, demand: z.infer<typeof feedQuerySchema>): void {
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
  const reader = new MjpegReader(response, demand);
  stream.add(reader);
  response.once('close', () => stream.remove(reader));
  response.on('error', () => response.destroy());
}
