/** pointer: where a person points, for the others who look at the same camera. */
import { pointerEventSchema } from '@eyepiece/shared-types';
import { may, mayWatch } from '../../people/policies.ts';
import type { HubServices } from '../../services.ts';
import type { HubSocket } from '../io.ts';
import type { Pointers } from './pointers.ts';

/** Nothing is answered: what is wrong, or more than is taken, is left out. */
export function pointing({ registry, sessions }: HubServices, pointers: Pointers<HubSocket>, socket: HubSocket): void {
  socket.on('pointer', (request: unknown) => {
    const parsed = pointerEventSchema.safeParse(request);
    if (!parsed.success) return;
    const { principal } = socket.data;
    const { cameraId } = parsed.data;
    if (!may(principal, 'pointer:send') || !mayWatch(principal, cameraId, sessions) || !registry.get(cameraId)) return;
    pointers.move(principal, parsed.data, socket);
  });
  socket.on('disconnect', () => pointers.leave(socket.data.principal.userId, socket));
}
