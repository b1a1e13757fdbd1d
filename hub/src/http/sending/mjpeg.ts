/** MJPEG over HTTP. */
import { z } from 'zod';
import type { Principal } from '../../people/caller.ts';
import { MJPEG_CONTENT_TYPE } from '../../fanout/frames/mjpeg-part.ts';
import { MjpegReader } from '../../fanout/mjpeg-reader.ts';
import type { OnMeasured } from '../../fanout/sending/send-queues.ts';
import type { Stream } from '../../fanout/stream.ts';
import { requesterOf } from '../../process/limits/queues/rotation.ts';
import type { HubServices } from '../../process/opening/services.ts';
import type { HubContext } from '../routing/route.ts';

export const feedQuerySchema = z.object({
  maxFps: z.coerce.number().positive().max(1000).optional().meta({ description: 'Pictures per second at most' }),
  maxWidth: z.coerce.number().int().min(16).max(65535).optional().meta({ description: 'Largest width, px' }),
  token: z.string().max(4096).optional().meta({ description: 'Token of a feed address, see POST /cameras/{id}/feed-url' }),
});

const HEADERS = {
  'Content-Type': MJPEG_CONTENT_TYPE,
  'Cache-Control': 'no-store, no-transform',
  Connection: 'close',
  'X-Accel-Buffering': 'no',
};

type FeedOptions = z.infer<typeof feedQuerySchema>;
type FeedServices = Pick<HubServices, 'feeds' | 'sendQueues' | 'limits' | 'metrics'>;

/**
 * Serves a stream as MJPEG until the client disconnects or its access ends (run-route.ts).
 * @throws {HubError} rate_limited when the user, or the guests of the link, have too many feeds
 */
export async function serveMjpeg(
  services: FeedServices,
  ctx: HubContext,
  stream: Stream,
  principal: Principal,
  options: FeedOptions,
): Promise<void> {
  if (ctx.method === 'HEAD') {
    ctx.status = 200;
    ctx.set(HEADERS);
    return;
  }
  await services.feeds.use(requesterOf(principal).party, async () => {
    if (ctx.res.destroyed) return;
    const closed = new Promise((resolve) => ctx.res.once('close', resolve));
    begin(services, ctx, stream, { principal, ...options });
    await closed;
  });
}

function begin(
  { sendQueues, limits, metrics }: FeedServices,
  ctx: HubContext,
  stream: Stream,
  options: FeedOptions & { principal: Principal },
): void {
  const { principal, maxFps, maxWidth } = options;
  ctx.respond = false; // this response lasts until the client disconnects
  const response = ctx.res;
  const { socket } = ctx.req;
  // The feed ends with the connection, so its bytes need no chunks: they cost two more writes for each picture.
  response.removeHeader('Transfer-Encoding');
  response.writeHead(200, HEADERS);
  response.flushHeaders();
  socket.setNoDelay(true);
  const owner = { userId: principal.userId, name: principal.name, address: ctx.ip, guest: principal.guest !== undefined };
  const connection = {
    get writtenBytes() {
      return socket.bytesWritten;
    },
    watch: (onMeasured: OnMeasured) => sendQueues.watch(socket, onMeasured),
    maxStalledMs: limits.http.stalledAnswerMs,
    // It closes the connection, also if the client does not.
    end: () => void response.end(),
    cut: () => {
      metrics.refused('answer_stalled');
      response.destroy();
    },
  };
  const { camera, counters } = stream;
  const dateUs = (cameraUs: number): number => camera.dateUs(cameraUs);
  const reader = new MjpegReader(socket, { maxFps, maxWidth, owner, counters, connection, dateUs });
  stream.add(reader);
  response.once('close', () => stream.remove(reader));
  response.on('error', () => response.destroy());
}
