/** Serves a stream as MJPEG until the client leaves. */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { GuestPass, Principal } from '../auth/tokens.ts';
import { MJPEG_CONTENT_TYPE, MjpegReader } from '../fanout/mjpeg-reader.ts';
import type { Stream } from '../fanout/stream.ts';
import type { HubServices } from '../services.ts';
import type { HubContext } from './route.ts';

/** Timers take 32-bit delays. */
const TIMER_MAX_MS = 2 ** 31 - 1;

export const feedQuerySchema = z.object({
  maxFps: z.coerce.number().positive().max(1000).optional(),
  maxWidth: z.coerce.number().int().min(16).max(65535).optional(),
  token: z.string().max(4096).optional().meta({ description: 'Of a feed address, see POST /cameras/{id}/feed-url' }),
});

export function serveMjpeg(
  ctx: HubContext,
  services: Pick<HubServices, 'shares' | 'sessions'>,
  stream: Stream,
  principal: Principal,
  wishes: z.infer<typeof feedQuerySchema>,
): void {
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
  if (principal.guest) endWithLink(response, services, principal, principal.guest);
}

/** Whoever came by a link sees no frame after it was revoked or has expired, or the session that it is for has ended. */
function endWithLink(
  response: ServerResponse,
  { shares, sessions }: Pick<HubServices, 'shares' | 'sessions'>,
  principal: Principal,
  { shareId, expiresAt, kind, sessionId }: GuestPass,
): void {
  const remainingMs = Math.min(TIMER_MAX_MS, Math.max(0, Date.parse(expiresAt) - Date.now()));
  const expiry = setTimeout(() => response.destroy(), remainingMs);
  const onRevoked = (revoked: string): void => {
    if (revoked === shareId) response.destroy();
  };
  const onEnded = (ended: string): void => {
    if (kind === 'session' && ended === sessionId) response.destroy();
  };
  shares.on('revoked', onRevoked);
  sessions.on('ended', onEnded);
  shares.currentGuest(principal).catch(() => response.destroy()); // revoked while this was being set up
  response.once('close', () => {
    clearTimeout(expiry);
    shares.off('revoked', onRevoked);
    sessions.off('ended', onEnded);
  });
}
