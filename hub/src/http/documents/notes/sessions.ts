import { FILE_ERRORS } from './error-groups.ts';
import { NOTE, SESSION, SESSION_EXPORT } from '../examples/sessions.ts';
import type { OperationNotes } from './operation-note.ts';

const OF_SESSION = ['session_not_found'] as const;
const PLAN = '4d0e2a38-5a55-4b0b-9a53-0f2a0d6f9c11';
const RULES = { trashDays: 30, quotaBytes: null, retention: [], automatic: false };

export const SESSION_NOTES = {
  'GET /sessions': { about: 'Open and ended ones.', answer: { sessions: [SESSION], nextCursor: null, total: 1 } },
  'POST /sessions': {
    about: 'A camera has at most one open session.',
    ask: { cameraId: 'bench-3', title: SESSION.title },
    answer: SESSION,
    errors: ['camera_not_found', 'conflict', 'limit_reached'],
  },
  'GET /sessions/{id}': { about: 'Also after its end.', answer: SESSION, errors: OF_SESSION },
  'PATCH /sessions/{id}': { about: 'The change is in the log.', ask: { title: SESSION.title }, answer: SESSION, errors: OF_SESSION },
  'POST /sessions/{id}/end': {
    about: 'Later captures of the camera belong to no session. Ending twice changes nothing.',
    answer: SESSION,
    errors: [...OF_SESSION, 'conflict'],
  },
  'POST /sessions/{id}/join': {
    about: 'The others see who is here.',
    answer: SESSION,
    errors: [...OF_SESSION, 'conflict', 'limit_reached'],
  },
  'POST /sessions/{id}/leave': { about: 'Leaving twice changes nothing.', answer: SESSION, errors: [...OF_SESSION, 'conflict'] },
  'GET /sessions/{id}/log': {
    about: 'Captures, settings, jobs, control, people and notes.',
    answer: { entries: [NOTE], more: false },
    errors: OF_SESSION,
  },
  'GET /sessions/{id}/log/{entryId}/history': {
    about: 'Empty if the note was never changed.',
    answer: { revisions: [{ revision: 1, at: NOTE.at, by: NOTE.person, text: 'Some are open.' }] },
    errors: [...OF_SESSION, 'not_found'],
  },
  'POST /sessions/{id}/notes': {
    about: 'Send `revision` with a change: it is refused if another person has changed the note meanwhile.',
    ask: { text: NOTE.text },
    answer: NOTE,
    errors: [...OF_SESSION, 'not_found', 'conflict', 'limit_reached'],
  },
  'DELETE /sessions/{id}/notes/{entryId}': {
    about: 'The entry stays in the log without its text.',
    answer: { ...NOTE, text: '', deletedAt: '2026-11-30T10:50:00.000Z' },
    errors: [...OF_SESSION, 'not_found', 'conflict'],
  },
  'POST /sessions/{id}/export': {
    about: 'A snapshot: what comes later is not in it.',
    answer: SESSION_EXPORT,
    errors: [...OF_SESSION, 'store_unavailable', 'limit_reached'],
  },
  'GET /sessions/{id}/export': { about: 'Needs the id of an export as `download`.', errors: [...OF_SESSION, ...FILE_ERRORS], ranges: true },

  'GET /storage': {
    about: 'Sizes are those of masters with their sidecars and thumbnails.',
    answer: {
      freeBytes: 412_000_000_000,
      diskFreeBytes: 412_000_000_000,
      reserveBytes: 2_000_000_000,
      diskBytes: 1_000_000_000_000,
      captures: 40,
      bytes: 19_284_520,
      trash: { captures: 2, bytes: 964_226 },
      quotaBytes: null,
      byCamera: [{ id: 'bench-3', name: 'Bench 3', captures: 40, bytes: 19_284_520 }],
      bySession: [],
      byPerson: [],
      byDay: [{ day: '2026-11-30', captures: 40, bytes: 19_284_520 }],
    },
    errors: ['store_unavailable'],
  },
  'GET /storage/rules': { about: 'A quota of null is no quota.', answer: RULES },
  'PUT /storage/rules': { about: 'Retention rules act only with `automatic: true`.', ask: RULES, answer: RULES },
  'POST /storage/plan': {
    about: 'Nothing is moved before the plan is applied. A plan is kept for a limited time.',
    ask: {},
    answer: { id: PLAN, captures: 0, bytes: 0, byRule: [], sample: [] },
    errors: ['limit_reached'],
  },
  'GET /storage/plan/{id}/list': { about: 'All captures of the plan, with the rule of each.', errors: ['not_found'] },
  'POST /storage/plan/{id}/apply': {
    about: 'The captures can be restored from the trash.',
    answer: { captures: 12, bytes: 5_785_356 },
    errors: ['not_found'],
  },
  'POST /storage/purge': { about: 'This cannot be undone.', answer: { captures: 2, bytes: 964_226 }, errors: ['store_unavailable'] },
} as const satisfies OperationNotes;
