/** control:request, withdraw, release, grant, deny, take, active: who controls a camera. `control:state` tells everybody. */
import { controlEventSchema, controlTakeEventSchema } from '@eyepiece/shared-types';
import { mayWatch } from '../../people/policies.ts';
import type { ControlServices, LiveServices, SessionServices } from '../../services.ts';
import type { Audience } from '../audience.ts';
import { handle, personOf, type HandlerServices } from '../handle.ts';
import type { HubSocket } from '../io.ts';

const ACTIONS = ['request', 'withdraw', 'release', 'grant', 'deny', 'active'] as const;

/** Counts the connection as its person being there, and tells it who controls what. */
export function lease(services: ControlServices & SessionServices & HandlerServices, socket: HubSocket): void {
  const { control, sessions } = services;
  const { principal } = socket.data;
  socket.once('disconnect', control.connect(principal.userId));
  for (const state of control.states) if (mayWatch(principal, state.cameraId, sessions)) socket.emit('control:state', state);

  for (const action of ACTIONS) {
    socket.on(
      `control:${action}`,
      handle(services, socket, {
        schema: controlEventSchema,
        allow: 'control:use',
        run: ({ cameraId }) => ({ control: control[action](cameraId, personOf(socket)) }),
      }),
    );
  }

  socket.on(
    'control:take',
    handle(services, socket, {
      schema: controlTakeEventSchema,
      allow: 'control:override',
      run: ({ cameraId, reason }) => ({ control: control.take(cameraId, personOf(socket), reason) }),
    }),
  );
}

export function announceControl({ control, registry }: LiveServices & ControlServices, audience: Audience): void {
  control.on('changed', (state) => audience.aboutCamera(state.cameraId).emit('control:state', state));
  // A camera that is new, or was forgotten, begins anew.
  registry.on('listed', () => {
    for (const state of control.states) audience.aboutCamera(state.cameraId).emit('control:state', state);
  });
}
