/** control:request, withdraw, release, grant, deny, take, active: control of a camera. Announces `control:state`. */
import { controlEventSchema, controlTakeEventSchema } from '@eyepiece/shared-types';
import { CONTROL_ACTIONS } from '../../control/desk.ts';
import type { ControlServices, LiveServices } from '../../process/opening/services.ts';
import type { Audience } from '../audience.ts';
import { personOf, type Answering } from '../handle.ts';
import type { HubSocket } from '../io.ts';

/** Registers the connection with the control desk. */
export function lease({ control }: ControlServices, answer: Answering, socket: HubSocket): void {
  const { principal } = socket.data;
  socket.once('disconnect', control.connect(principal.userId));

  for (const action of CONTROL_ACTIONS) {
    answer(`control:${action}`, {
      schema: controlEventSchema,
      allow: 'control:use',
      at: ({ cameraId }) => cameraId,
      run: async ({ cameraId }) => ({ control: await control.act(action, cameraId, personOf(socket)) }),
    });
  }
  answer('control:take', {
    schema: controlTakeEventSchema,
    allow: 'control:override',
    at: ({ cameraId }) => cameraId,
    run: async ({ cameraId, reason }) => ({ control: await control.take(cameraId, personOf(socket), reason) }),
  });
}

export function announceControl({ control, registry }: LiveServices & ControlServices, audience: Audience): void {
  control.on('changed', (state) => audience.aboutCameraHere('control:state', state.cameraId).emit('control:state', state));
  // New cameras, and those forgotten before, have a new control state.
  registry.on('listed', () => {
    for (const state of control.states) audience.aboutCameraHere('control:state', state.cameraId).emit('control:state', state);
  });
}
