/** Examples of sessions for the OpenAPI document. */
import { SESSION_ID } from './captures.ts';
import { ANA } from './people.ts';

export const SESSION = {
  id: SESSION_ID,
  cameraId: 'bench-3',
  cameraName: 'Bench 3',
  title: 'Leaf sections',
  description: 'Stomata after two days in the dark',
  tags: ['arabidopsis'],
  owner: ANA,
  startedAt: '2026-11-30T10:00:00.000Z',
  endedAt: null,
  participants: [{ userId: ANA.id, name: ANA.name, guest: false, joinedAt: '2026-11-30T10:00:00.000Z', leftAt: null }],
  captures: 39,
  entries: 198,
  presentCount: 1,
  participantCount: 1,
};

export const NOTE = {
  id: 286,
  sessionId: SESSION_ID,
  at: '2026-11-30T10:47:02.667Z',
  kind: 'note',
  action: 'note.write',
  person: ANA,
  text: 'Most are open.',
  details: {},
  revision: 1,
  editedAt: null,
  editedBy: null,
  deletedAt: null,
};

export const SESSION_EXPORT = {
  id: '72405ade-82a6-44cf-9a6c-6f1a22127f99',
  filename: 'Leaf sections 2026-11-30.zip',
  files: 81,
  sizeBytes: 19_304_704,
  missing: [],
  expiresAt: '2026-12-01T10:47:04.207Z',
  url: `/api/v1/sessions/${SESSION_ID}/export?download=72405ade-82a6-44cf-9a6c-6f1a22127f99`,
};
