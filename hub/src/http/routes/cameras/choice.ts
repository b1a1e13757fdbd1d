/** The choice of what a camera service shows: a simulator, a recording, or a camera on USB. */
import { cameraChoiceSchema, cameraChoicesSchema } from '@eyepiece/shared-types';
import type { ControlServices } from '../../../process/opening/services.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';

export function choiceRoutes({ commands }: ControlServices): Route[] {
  return tagged('Cameras', [
    route.get('/cameras/{id}/choices', {
      summary: 'List what the camera service can show: a simulator, its recordings, and the cameras on USB',
      allow: 'camera:choose',
      at: ({ id }) => id,
      answer: cameraChoicesSchema,
      handle: ({ id }) => commands.choices(id),
    }),
    route.put('/cameras/{id}/choice', {
      summary: 'Choose what the camera service shows; it starts again within seconds and keeps the choice',
      allow: 'camera:choose',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: cameraChoiceSchema,
      answer: { status: 204, description: 'Chosen' },
      handle: async ({ id, body, principal, epoch, ctx }) => {
        await commands.choose(id, body, personOf(principal, ctx), { epoch });
      },
    }),
  ]);
}
