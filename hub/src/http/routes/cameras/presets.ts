import { createPresetSchema, presetListSchema, presetSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { ControlServices, PeopleServices } from '../../../process/opening/services.ts';
import { byOf, route, tagged, type Route } from '../../routing/route.ts';
import { uuidOr404 } from '../../routing/params.ts';

export function presetRoutes({ presets, audit }: ControlServices & PeopleServices): Route[] {
  return tagged('Presets', [
    route.get('/presets', {
      summary: 'List presets of settings: those of one camera and those for any camera',
      allow: 'preset:view',
      query: z.object({ cameraId: z.string().max(64).optional().meta({ description: 'Presets of this camera, and those for any' }) }),
      answer: presetListSchema,
      handle: async ({ query }) => ({ presets: await presets.list(query.cameraId) }),
    }),
    route.post('/presets', {
      summary: 'Save settings as a preset',
      allow: 'preset:edit',
      at: ({ body }) => body.cameraId ?? null,
      body: createPresetSchema,
      answer: { status: 201, schema: presetSchema },
      handle: async ({ body, principal, ctx }) => {
        const preset = await presets.create(body);
        const details = { cameraId: preset.cameraId, name: preset.name, settings: preset.settings };
        await audit.recordIfPossible({ ...byOf(principal, ctx), action: 'preset.created', subject: preset.id, details });
        return preset;
      },
    }),
    route.delete('/presets/{id}', {
      summary: 'Delete a preset',
      allow: 'preset:edit',
      at: async ({ id }) => (await presets.get(uuidOr404(id, 'Preset'))).cameraId,
      answer: { status: 204, description: 'Deleted' },
      handle: async ({ id, principal, ctx }) => {
        const { cameraId, name } = await presets.remove(uuidOr404(id, 'Preset'));
        await audit.recordIfPossible({ ...byOf(principal, ctx), action: 'preset.deleted', subject: id, details: { cameraId, name } });
      },
    }),
  ]);
}
