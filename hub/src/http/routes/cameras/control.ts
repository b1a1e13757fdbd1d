/** Control of cameras by REST: programs follow the same lease as people. */
import { controlActionSchema, controlStateSchema, type ControlState } from '@eyepiece/shared-types';
import type { Caller } from '../../../people/caller.ts';
import { invalidField } from '../../../errors.ts';
import type { ControlServices, SessionServices } from '../../../process/opening/services.ts';
import { guestsWhoWatch } from '../../routing/guests.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';

export function controlRoutes({ control, sessions }: ControlServices & SessionServices): Route[] {
  const take = (id: string, caller: Caller, reason: string | undefined): ControlState | Promise<ControlState> => {
    if (reason === undefined) throw invalidField({ path: 'reason', message: 'is required for taking control' });
    return control.take(id, caller, reason);
  };

  return tagged('Control', [
    route.get('/cameras/{id}/control', {
      summary: 'Get the holder of control and the pending request',
      allow: 'camera:view',
      guests: guestsWhoWatch({ sessions }),
      answer: controlStateSchema,
      handle: ({ id }) => control.state(id),
    }),
    route.post('/cameras/{id}/control', {
      summary: 'Request (a free camera is given at once), grant, deny or release control; administrators may take it',
      allow: 'control:use',
      at: ({ id }) => id,
      stores: false,
      body: controlActionSchema,
      answer: controlStateSchema,
      handle: ({ id, body: { action, reason }, principal, ctx }) => {
        const caller = personOf(principal, ctx);
        return action === 'take' ? take(id, caller, reason) : control.act(action, id, caller);
      },
    }),
  ]);
}
