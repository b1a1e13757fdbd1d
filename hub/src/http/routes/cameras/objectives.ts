import {
  chooseObjectiveSchema,
  createObjectiveSchema,
  objectiveListSchema,
  objectiveSchema,
  updateObjectiveSchema,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { objectiveNotFound } from '../../../errors.ts';
import type { ControlServices } from '../../../process/opening/services.ts';
import { uuidOr } from '../../routing/params.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';

export function objectiveRoutes({ optics }: ControlServices): Route[] {
  return tagged('Objectives', [
    route.get('/cameras/{id}/objectives', {
      summary: 'List the objectives of a camera, lowest magnification first',
      allow: 'camera:view',
      answer: objectiveListSchema,
      handle: async ({ id }) => ({ objectives: await optics.list(id) }),
    }),
    route.post('/cameras/{id}/objectives', {
      summary: 'Add an objective; names are unique per camera',
      allow: 'objective:edit',
      at: ({ id }) => id,
      body: createObjectiveSchema,
      answer: { status: 201, schema: objectiveSchema },
      handle: ({ id, body, principal, ctx }) => optics.create(id, body, personOf(principal, ctx)),
    }),
    route.put('/cameras/{id}/objective', {
      summary: 'Select the objective in use, or none; later captures get its scale',
      allow: 'objective:edit',
      at: ({ id }) => id,
      stores: false,
      underControl: true,
      body: chooseObjectiveSchema,
      answer: z.object({ objective: objectiveSchema.nullable().meta({ description: 'The one in use; null: none' }) }),
      handle: async ({ id, body, principal, epoch, ctx }) => ({
        objective: await optics.choose(id, body.objectiveId, personOf(principal, ctx), { epoch }),
      }),
    }),
    route.patch('/objectives/{id}', {
      summary: 'Change or calibrate an objective; null clears a value',
      allow: 'objective:edit',
      at: ({ id }) => optics.cameraOf(uuidOr(objectiveNotFound, id)),
      body: updateObjectiveSchema,
      answer: objectiveSchema,
      handle: ({ id, body, principal, ctx }) => optics.update(uuidOr(objectiveNotFound, id), body, personOf(principal, ctx)),
    }),
    route.delete('/objectives/{id}', {
      summary: 'Remove an objective; captures keep its data',
      allow: 'objective:edit',
      at: ({ id }) => optics.cameraOf(uuidOr(objectiveNotFound, id)),
      answer: { status: 204, description: 'Removed' },
      handle: async ({ id, principal, ctx }) => {
        await optics.remove(uuidOr(objectiveNotFound, id), personOf(principal, ctx));
      },
    }),
  ]);
}
