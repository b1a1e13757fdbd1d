import { KEY_SCOPES, type KeyPass, type KeyScope } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { authorizeKeyCamera, authorizeScope, hasScope, isCameraOfKey, mayReceive } from './key-policies.ts';
import { may, mayAnywhere, mayAt } from './policies.ts';

const keyOf = (scopes: readonly KeyScope[], cameraIds: string[] | null = null): { key: KeyPass } => ({
  key: { id: 'k', name: 'nightly', scopes: [...scopes], cameraIds },
});

it('allows everything without a key, and nothing that is for people with one', () => {
  expect([hasScope({}, 'admin'), hasScope({}, 'never'), isCameraOfKey({}, null)]).toEqual([true, true, true]);
  const all = keyOf(KEY_SCOPES);
  expect(['any', 'public', 'watch', 'never'].map((scope) => hasScope(all, scope as 'any'))).toEqual([true, true, true, false]);
  expect(() => authorizeScope(all, 'never')).toThrow('API keys may not do this: sign in with a password');
  expect(() => authorizeScope(keyOf(['watch']), 'control')).toThrow('This needs an API key with the scope control');
});

it('needs the role of the account as well as the scope', () => {
  const viewer = { role: 'viewer', ...keyOf(KEY_SCOPES) } as const;
  const operator = { role: 'operator', ...keyOf(['watch']) } as const;
  expect([may(viewer, 'camera:view'), mayAt(viewer, 'control:use', 'b3'), may(viewer, 'audit:view')]).toEqual([true, false, false]);
  expect([may(operator, 'camera:view'), mayAt(operator, 'control:use', 'b3'), may(operator, 'capture:view')]).toEqual([true, false, false]);
});

it('is limited to its cameras', () => {
  const limited = { role: 'operator', ...keyOf(['control'], ['b3']) } as const;
  expect([mayAt(limited, 'control:use', 'b3'), mayAt(limited, 'control:use', 'b4'), mayAt(limited, 'preset:edit', null)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(mayAnywhere(limited, 'control:use')).toBe(true);
  const lowered = { ...limited, cameraRoles: [{ cameraId: 'b3', role: 'viewer' }] } as const;
  expect(mayAnywhere(lowered, 'control:use')).toBe(false);
  expect(() => authorizeKeyCamera(limited, null)).toThrow('about no single camera, and this API key may be used only for b3');
});

it('receives the events of its scopes and cameras', () => {
  const limited = keyOf(['watch'], ['b3']);
  expect(mayReceive(limited, 'hub:health', null)).toBe(true);
  expect(mayReceive(limited, 'camera:state', 'b3')).toBe(true);
  expect(mayReceive(limited, 'camera:state', 'b4')).toBe(false);
  expect(mayReceive(limited, 'presence', null)).toBe(false);
  expect(mayReceive(limited, 'capture:created', 'b3')).toBe(false);
});
