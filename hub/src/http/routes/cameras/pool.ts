import {
  cameraGroupListSchema,
  cameraGroupSchema,
  copySettingsSchema,
  createCameraGroupSchema,
  createShotSchema,
  settingsCopySchema,
  shotSchema,
  updateCameraGroupSchema,
  type CameraGroup,
} from '@eyepiece/shared-types';
import { invalidField } from '../../../errors.ts';
import type { Principal } from '../../../people/caller.ts';
import { authorizeKeyCamera } from '../../../people/key-policies.ts';
import { mayViewCamera } from '../../../people/policies.ts';
import type { ControlServices, LiveServices, PeopleServices } from '../../../process/opening/services.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { byOf, personOf, route, tagged, type Route } from '../../routing/route.ts';

type Services = Pick<LiveServices, 'registry'> & ControlServices & PeopleServices;

export function poolRoutes({ registry, cameraGroups, shots, settingsCopies, audit }: Services): Route[] {
  const assertListed = (field: string, cameraIds: readonly string[] = []): void => {
    for (const [at, id] of cameraIds.entries()) {
      if (!registry.get(id))
        throw invalidField({ path: `${field}.${String(at)}`, message: `camera ${id} is not listed at this hub`, value: id });
    }
  };

  return tagged('Several cameras', [
    route.get('/camera-groups', {
      summary: 'List the groups of cameras',
      allow: 'group:view',
      cameras: 'handler',
      answer: cameraGroupListSchema,
      handle: async ({ principal }) => ({ groups: (await cameraGroups.list()).flatMap((group) => shownTo(principal, group) ?? []) }),
    }),
    route.post('/camera-groups', {
      summary: 'Create a group of cameras',
      allow: 'group:edit',
      body: createCameraGroupSchema,
      answer: { status: 201, schema: cameraGroupSchema },
      handle: async ({ body, principal, ctx }) => {
        assertListed('cameraIds', body.cameraIds);
        const group = await cameraGroups.create(body);
        const { name, cameraIds } = group;
        await audit.recordIfPossible({ ...byOf(principal, ctx), action: 'group.created', subject: group.id, details: { name, cameraIds } });
        return group;
      },
    }),
    route.patch('/camera-groups/{id}', {
      summary: 'Rename a group, add cameras, remove cameras',
      allow: 'group:edit',
      body: updateCameraGroupSchema,
      answer: cameraGroupSchema,
      handle: async ({ id, body, principal, ctx }) => {
        assertListed('add', body.add);
        const group = await cameraGroups.update(uuidOr404(id, 'Camera group'), body);
        const details = { ...body, name: group.name };
        await audit.recordIfPossible({ ...byOf(principal, ctx), action: 'group.updated', subject: group.id, details });
        return group;
      },
    }),
    route.delete('/camera-groups/{id}', {
      summary: 'Delete a group; its cameras and captures stay',
      allow: 'group:edit',
      answer: { status: 204, description: 'Deleted' },
      handle: async ({ id, principal, ctx }) => {
        const { name, cameraIds } = await cameraGroups.remove(uuidOr404(id, 'Camera group'));
        await audit.recordIfPossible({ ...byOf(principal, ctx), action: 'group.deleted', subject: id, details: { name, cameraIds } });
      },
    }),
    route.post('/shots', {
      summary: 'Take a picture with several cameras at once; responds once every camera has answered, each with its own result',
      allow: 'capture:create',
      at: 'handler',
      stores: false,
      body: createShotSchema,
      answer: { status: 201, schema: shotSchema },
      handle: ({ body, principal, ctx }) => shots.take(body, personOf(principal, ctx)),
    }),
    route.get('/shots/{id}', {
      summary: 'Get a shot with the captures that have arrived since; its results are kept for 30 days, its captures longer',
      allow: 'capture:view',
      cameras: 'handler',
      answer: shotSchema,
      handle: async ({ id, principal }) => {
        const shot = await shots.get(id);
        return { ...shot, results: shot.results.filter(({ cameraId }) => mayViewCamera(principal, cameraId)) };
      },
    }),
    route.post('/settings-copies', {
      summary: 'Copy settings from one camera to others; lists per camera what was applied, and what was skipped and why',
      allow: 'settings:update',
      at: 'handler',
      stores: false,
      body: copySettingsSchema,
      answer: settingsCopySchema,
      handle: ({ body, principal, ctx }) => {
        authorizeKeyCamera(principal, body.from);
        return settingsCopies.copy(body, personOf(principal, ctx));
      },
    }),
  ]);
}

/** A key that is limited to cameras sees these alone. */
function shownTo(principal: Principal, group: CameraGroup): CameraGroup | undefined {
  const cameraIds = group.cameraIds.filter((id) => mayViewCamera(principal, id));
  return cameraIds.length === 0 && group.cameraIds.length > 0 ? undefined : { ...group, cameraIds };
}
