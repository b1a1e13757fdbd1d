import { SETTINGS } from '../examples/cameras.ts';
import { TAKEN } from '../examples/captures.ts';
import { ANA } from '../examples/people.ts';
import type { OperationNotes } from './operation-note.ts';

const GROUP = {
  id: '8a1d8b8e-5a43-4c0a-9f57-1d1b2c3d4e5f',
  name: 'Incubator',
  cameraIds: ['bench-3', 'bench-4'],
  createdAt: '2026-11-30T10:00:00.000Z',
};
const START = { startUs: 1796035586638000, uncertaintyUs: 400 };
const SHOT = {
  id: '2b0d7c1e-0f6a-4f0e-8a45-6c7d8e9f0a1b',
  group: { id: GROUP.id, name: GROUP.name },
  by: ANA,
  begunAt: '2026-11-30T10:46:26.600Z',
  endedAt: '2026-11-30T10:46:26.900Z',
  results: [
    { cameraId: 'bench-3', state: 'stored', captureId: TAKEN.id, exposure: START },
    { cameraId: 'bench-4', state: 'failed', error: { code: 'camera_offline', message: 'Camera service unavailable' } },
  ],
  spread: null,
};

export const POOL_NOTES = {
  'GET /camera-groups': { about: 'A camera may be in several groups.', answer: { groups: [GROUP] } },
  'POST /camera-groups': {
    about: 'The cameras must be known to the hub.',
    ask: { name: GROUP.name, cameraIds: GROUP.cameraIds },
    answer: GROUP,
    errors: ['conflict', 'limit_reached'],
  },
  'PATCH /camera-groups/{id}': {
    about: 'Cameras are added and removed one by one, so that two people can change a group at the same time.',
    ask: { add: ['bench-4'] },
    answer: GROUP,
    errors: ['not_found', 'conflict', 'limit_reached'],
  },
  'DELETE /camera-groups/{id}': { about: 'Shots of the group stay.', errors: ['not_found'] },
  'POST /shots': {
    about: 'A camera that fails does not stop the others. `spread` tells how far apart the exposures began, and how exactly that is known.',
    ask: { groupId: GROUP.id, capture: { format: 'tiff' } },
    answer: SHOT,
    errors: ['not_found', 'conflict', 'limit_reached', 'camera_not_found'],
  },
  'GET /shots/{id}': { about: 'Also for captures that arrived after the order was answered.', answer: SHOT, errors: ['not_found'] },
  'POST /settings-copies': {
    about:
      'A value beyond the limits of a camera is skipped, not replaced by a similar one. Control of a free camera is released afterwards.',
    ask: { from: 'bench-3', groupId: GROUP.id },
    answer: { results: [{ cameraId: 'bench-4', applied: { exposure: SETTINGS.exposure }, skipped: [] }] },
    errors: [
      'not_found',
      'conflict',
      'camera_not_found',
      'camera_error',
      'camera_offline',
      'camera_disconnected',
      'camera_timeout',
      'camera_busy',
    ],
  },
} as const satisfies OperationNotes;
