import { ROLES, type Role } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  authorize,
  authorizeAnywhere,
  authorizeAt,
  authorizeCapture,
  can,
  isCameraAction,
  mayAnywhere,
  mayAt,
  type Action,
} from './policies.ts';

const EXPECTED: Record<Action, Record<Role, boolean>> = {
  'camera:view': { viewer: true, contributor: true, operator: true, admin: true },
  'capture:view': { viewer: true, contributor: true, operator: true, admin: true },
  'session:view': { viewer: true, contributor: true, operator: true, admin: true },
  'annotation:view': { viewer: true, contributor: true, operator: true, admin: true },
  'pointer:send': { viewer: true, contributor: true, operator: true, admin: true },
  'session:note': { viewer: false, contributor: true, operator: true, admin: true },
  'session:note-any': { viewer: false, contributor: false, operator: true, admin: true },
  'session:edit': { viewer: false, contributor: true, operator: true, admin: true },
  'session:edit-any': { viewer: false, contributor: false, operator: true, admin: true },
  'annotation:edit': { viewer: false, contributor: true, operator: true, admin: true },
  'annotation:delete-any': { viewer: false, contributor: false, operator: true, admin: true },
  'share:edit': { viewer: false, contributor: false, operator: true, admin: true },
  'preset:view': { viewer: true, contributor: true, operator: true, admin: true },
  'group:view': { viewer: true, contributor: true, operator: true, admin: true },
  'group:edit': { viewer: false, contributor: false, operator: true, admin: true },
  'capture:create': { viewer: false, contributor: true, operator: true, admin: true },
  'capture:edit': { viewer: false, contributor: true, operator: true, admin: true },
  'capture:delete': { viewer: false, contributor: true, operator: true, admin: true },
  'capture:edit-any': { viewer: false, contributor: false, operator: true, admin: true },
  'capture:delete-any': { viewer: false, contributor: false, operator: true, admin: true },
  'control:use': { viewer: false, contributor: false, operator: true, admin: true },
  'settings:update': { viewer: false, contributor: false, operator: true, admin: true },
  'live:set': { viewer: false, contributor: false, operator: true, admin: true },
  'camera:fire': { viewer: false, contributor: false, operator: true, admin: true },
  'corrections:update': { viewer: false, contributor: false, operator: true, admin: true },
  'job:control': { viewer: false, contributor: false, operator: true, admin: true },
  'objective:edit': { viewer: false, contributor: false, operator: true, admin: true },
  'preset:edit': { viewer: false, contributor: false, operator: true, admin: true },
  'metrics:view': { viewer: false, contributor: false, operator: true, admin: true },
  'storage:view': { viewer: false, contributor: false, operator: true, admin: true },
  'storage:edit': { viewer: false, contributor: false, operator: false, admin: true },
  'capture:purge': { viewer: false, contributor: false, operator: false, admin: true },
  'control:override': { viewer: false, contributor: false, operator: false, admin: true },
  'audit:view': { viewer: false, contributor: false, operator: false, admin: true },
  'diagnostics:view': { viewer: false, contributor: false, operator: false, admin: true },
  'viewer:list': { viewer: false, contributor: false, operator: false, admin: true },
  'camera:choose': { viewer: false, contributor: false, operator: false, admin: true },
  'camera:forget': { viewer: false, contributor: false, operator: false, admin: true },
  'user:admin': { viewer: false, contributor: false, operator: false, admin: true },
};
const forbidden = expect.objectContaining({ code: 'forbidden', status: 403 }) as Error;

describe('permissions', () => {
  it('covers every action', () => {
    expect(ACTIONS.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  it.each(ACTIONS.flatMap((action) => ROLES.map((role) => ({ action, role }))))('$action as $role', ({ action, role }) => {
    const allowed = EXPECTED[action][role];
    expect(can(role, action)).toBe(allowed);
    const attempt = (): void => {
      if (isCameraAction(action)) authorizeAt({ role }, action, 'bench');
      else authorize({ role }, action);
    };
    if (allowed) attempt();
    else expect(attempt).toThrow(forbidden);
  });

  it('names the required role', () => {
    expect(() => {
      authorizeAt({ role: 'viewer' }, 'settings:update', 'bench');
    }).toThrow(/role operator or higher; yours is viewer/);
  });
});

describe('roles at single cameras', () => {
  const raised = { role: 'viewer', cameraRoles: [{ cameraId: 'bench', role: 'operator' }] } as const;
  const lowered = { role: 'operator', cameraRoles: [{ cameraId: 'bench', role: 'viewer' }] } as const;

  it.each(ACTIONS.filter(isCameraAction).flatMap((action) => ROLES.flatMap((role) => ROLES.map((there) => ({ action, role, there })))))(
    '$action as $role with the role $there at the camera',
    ({ action, role, there }) => {
      const person = { role, cameraRoles: [{ cameraId: 'bench', role: there }] };
      expect(mayAt(person, action, 'bench')).toBe(EXPECTED[action][there]);
      for (const elsewhere of ['other', '__proto__', null]) expect(mayAt(person, action, elsewhere)).toBe(EXPECTED[action][role]);
      expect(mayAnywhere(person, action)).toBe(EXPECTED[action][there] || EXPECTED[action][role]);
    },
  );

  it('do not apply to the hub', () => {
    expect(mayAnywhere({ role: 'viewer', cameraRoles: [{ cameraId: 'bench', role: 'admin' }] }, 'user:admin')).toBe(false);
    expect(() => {
      authorize({ ...raised }, 'storage:view');
    }).toThrow(forbidden);
  });

  it('do not apply to guests', () => {
    const guest = { kind: 'live', cameraId: 'bench', sessionId: null, expiresAt: '', shareId: '' } as const;
    expect(mayAt({ ...raised, guest }, 'control:use', 'bench')).toBe(false);
    expect(() => {
      authorizeAnywhere({ ...raised, guest }, 'control:use');
    }).toThrow(/outside the scope of your link/);
  });

  it('are named in the refusal', () => {
    expect(() => {
      authorizeAt(lowered, 'control:use', 'bench');
    }).toThrow('This needs the role operator or higher at camera bench; yours is viewer');
  });
});

describe.each(['capture:edit', 'capture:delete'] as const)('%s', (action) => {
  const own = { cameraId: 'bench', user: { id: 'ana' } };
  const others = { cameraId: 'bench', user: { id: 'ben' } };
  const nobodys = { cameraId: 'bench' };
  it.each<[Role, typeof own | typeof nobodys, boolean]>([
    ['viewer', own, false],
    ['contributor', own, true],
    ['contributor', others, false],
    ['contributor', nobodys, false],
    ['operator', others, true],
    ['admin', nobodys, true],
  ])('as %s of %j: %s', (role, capture, allowed) => {
    const attempt = (): void => {
      authorizeCapture({ userId: 'ana', role }, action, capture);
    };
    if (allowed) attempt();
    else expect(attempt).toThrow(forbidden);
  });
});
