/** Requester and cancellation of queued work. */
import type { Principal } from '../../people/caller.ts';
import { HubError } from '../../errors.ts';
import { requesterOf, type Requester } from '../../process/limits/queues/rotation.ts';
import type { HubContext } from './route.ts';

/** The requester, and a signal that aborts when the client disconnects. */
export function wantedBy(principal: Pick<Principal, 'userId' | 'guest'>, ctx: HubContext): { by: Requester; signal: AbortSignal } {
  const controller = new AbortController();
  ctx.res.once('close', () => controller.abort(new HubError('not_found', 'The client has left')));
  if (ctx.res.destroyed) controller.abort(new HubError('not_found', 'The client has left'));
  return { by: requesterOf(principal), signal: controller.signal };
}
