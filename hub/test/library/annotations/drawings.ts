/** People and drawings for the tests of annotations. */
import { randomUUID } from 'node:crypto';
import type { AnnotationPut, AnnotationShape, AnnotationTarget } from '@eyepiece/shared-types';
import type { Caller } from '../../../src/people/caller.ts';

export const person = (name: string, role: Caller['role'] = 'contributor'): Caller => ({ userId: randomUUID(), name, role });
export const ANA = person('Ana');
export const BEN = person('Ben');
export const ON_CAMERA: AnnotationTarget = { kind: 'camera', cameraId: 'stage-1' };

const LINK = {
  kind: 'session',
  cameraId: 'stage-1',
  sessionId: randomUUID(),
  expiresAt: '2036-11-30T00:00:00Z',
  shareId: randomUUID(),
} as const;
/** All guests have the same link. */
export const guest = (name: string): Caller => ({ ...person(name, 'viewer'), guest: LINK });

export const arrow = (x: number): AnnotationShape => ({ kind: 'arrow', from: { x: 0, y: 0 }, to: { x, y: 10 }, text: 'here' });
export const newDrawing = (changes: Partial<AnnotationPut> = {}): AnnotationPut => ({
  id: randomUUID(),
  target: ON_CAMERA,
  shape: arrow(1),
  ...changes,
});
