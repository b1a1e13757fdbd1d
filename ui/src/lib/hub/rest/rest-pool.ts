import {
  cameraGroupListSchema,
  cameraGroupSchema,
  settingsCopySchema,
  shotSchema,
  type CopySettings,
  type CreateCameraGroup,
  type CreateShot,
  type UpdateCameraGroup,
} from '@eyepiece/shared-types';
import type { PoolClient } from '../clients/pool-client.ts';
import { rest, restVoid } from './rest.ts';

/** Several cameras at once, over REST. */
export class RestPool implements PoolClient {
  async listGroups() {
    return (await rest(cameraGroupListSchema, '/camera-groups', { cache: 'no-store' })).groups;
  }

  createGroup(group: CreateCameraGroup) {
    return rest(cameraGroupSchema, '/camera-groups', { method: 'POST', body: group });
  }

  updateGroup(id: string, change: UpdateCameraGroup) {
    return rest(cameraGroupSchema, `/camera-groups/${encodeURIComponent(id)}`, { method: 'PATCH', body: change });
  }

  deleteGroup(id: string): Promise<void> {
    return restVoid(`/camera-groups/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  takeShot(order: CreateShot) {
    return rest(shotSchema, '/shots', { method: 'POST', body: order });
  }

  copySettings(order: CopySettings) {
    return rest(settingsCopySchema, '/settings-copies', { method: 'POST', body: order });
  }
}
