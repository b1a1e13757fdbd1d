import { ROLES, type Role } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import { ACTIONS, authorize, authorizeCapture, can, type Action } from './policies.ts';

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
  'capture:create': { viewer: false, contributor: true, operator: true, admin: true },
  'capture:edit': { viewer: false, contributor: true, operator: true, admin: true },
  'capture:delete': { viewer: false, contributor: true, operator: true, admin: true },
  'capture:edit-any': { viewer: false, contributor: false, operator: true, admin: true },
  'capture:delete-any': { viewer: false, contributor: false, operator: true, admin: true },
  'control:use': { viewer: false, contributor: false, operator: true, admin: true },
  'settings:update': { viewer: false, contributor: false, operator: true, admin: true },
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
    if (allowed) authorize({ role }, action);
    else
      expect(() => {
        authorize({ role }, action);
      }).toThrow(forbidden);
  });

  it('names the required role', () => {
    expect(() => {
      authorize({ role: 'viewer' }, 'settings:update');
    }).toThrow(/role operator or higher; yours is viewer/);
  });
});

describe.each(['capture:edit', 'capture:delete'] as const)('%s', (action) => {
  const own = { user: { id: 'ana' } };
  const others = { user: { id: 'ben' } };
  it.each<[Role, object, boolean]>([
    ['viewer', own, false],
    ['contributor', own, true],
    ['contributor', others, false],
    ['contributor', {}, false],
    ['operator', others, true],
    ['admin', {}, true],
  ])('as %s of %j: %s', (role, capture, allowed) => {
    const attempt = (): void => {
      authorizeCapture({ userId: 'ana', role }, action, capture);
    };
    if (allowed) attempt();
    else expect(attempt).toThrow(forbidden);
  });
});
