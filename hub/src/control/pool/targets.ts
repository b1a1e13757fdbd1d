/** The cameras of an order, and how its failure at one of them is answered. */
import type { CameraGroup, orderFailureSchema } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { conflict, toAckError } from '../../errors.ts';
import type { Rights } from '../../people/caller.ts';
import { authorizeAt, mayAt, type CameraAction } from '../../people/policies.ts';
import type { CameraGroups } from '../../persistence/rows/camera-groups.ts';

export interface Targets {
  readonly groupId?: string | undefined;
  readonly cameraIds?: readonly string[] | undefined;
}

export interface Targeted {
  readonly group: CameraGroup | undefined;
  readonly cameraIds: readonly string[];
}

/** @throws {HubError} not_found, or conflict for a group without cameras */
export async function targetsOf(groups: Pick<CameraGroups, 'get'>, { groupId, cameraIds = [] }: Targets): Promise<Targeted> {
  if (groupId === undefined) return { group: undefined, cameraIds };
  const group = await groups.get(groupId);
  if (group.cameraIds.length === 0) throw conflict(`The group "${group.name}" has no cameras`);
  return { group, cameraIds: group.cameraIds };
}

/**
 * Cameras where the person may not do this are answered with a failure, unless there are no others.
 * @throws {HubError} forbidden
 */
export function authorizeSome(person: Rights, action: CameraAction, cameraIds: readonly string[]): void {
  const [first] = cameraIds;
  if (first !== undefined && !cameraIds.some((cameraId) => mayAt(person, action, cameraId))) authorizeAt(person, action, first);
}

/** Unexpected errors are logged, because only their code is answered. */
export function failureOf(error: unknown, cameraId: string, logger: Logger): z.infer<typeof orderFailureSchema> {
  const { code, message, issues } = toAckError(error);
  if (code === 'internal') logger.error({ cameraId, err: error }, 'an order for several cameras failed at one of them');
  return { code, message, ...(issues && { issues }) };
}
