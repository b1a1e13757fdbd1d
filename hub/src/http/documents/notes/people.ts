import { API_KEY, AUDIT_ENTRY, CREATED_KEY, NEW_KEY, SERVICE_ACCOUNT, SHARE, USER } from '../examples/people.ts';
import type { OperationNotes } from './operation-note.ts';

const LIVE_URL = 'https://bench-pc.local:3443/guest#b-V9qlo3-23rDB9ET8RlY1z-o-8fTx_AfSEwfPxIPBE';

export const PEOPLE_NOTES = {
  'GET /users': {
    about: 'People and service accounts, also disabled ones, in the order of their e-mail addresses.',
    answer: { users: [USER] },
  },
  'POST /users': {
    about: 'The person changes the password after the first sign-in. Two accounts cannot have one e-mail address.',
    ask: { email: USER.email, name: USER.name, role: USER.role, password: 'correct horse battery' },
    answer: USER,
    errors: ['conflict', 'limit_reached'],
  },
  'PATCH /users/{id}': {
    about: 'Takes effect at once in all sockets and feeds of the person. The last enabled administrator stays one.',
    ask: { role: 'contributor' },
    answer: { ...USER, role: 'contributor' },
    errors: ['not_found', 'conflict', 'limit_reached'],
  },
  'POST /service-accounts': {
    about: 'What programs do is recorded under the name of their service account.',
    ask: { name: SERVICE_ACCOUNT.name, role: SERVICE_ACCOUNT.role },
    answer: SERVICE_ACCOUNT,
    errors: ['conflict', 'limit_reached'],
  },
  'GET /keys': { about: 'The keys themselves are stored hashed and cannot be shown again.', answer: { keys: [API_KEY] } },
  'POST /keys': {
    about: 'A key can do no more than its owner. Keep it like a password: the hub shows it only here.',
    ask: NEW_KEY,
    answer: CREATED_KEY,
    errors: ['conflict', 'limit_reached'],
  },
  'DELETE /keys/{id}': { about: 'Takes effect at once, at all hubs.', errors: ['not_found'] },
  'GET /users/{id}/keys': { about: 'For administrators.', answer: { keys: [API_KEY] }, errors: ['not_found'] },
  'POST /users/{id}/keys': {
    about: 'Only for service accounts: people make their own keys.',
    ask: NEW_KEY,
    answer: CREATED_KEY,
    errors: ['not_found', 'conflict', 'limit_reached'],
  },
  'GET /shares': { about: 'The secret of a link is shown only once, when it is created.', answer: { shares: [SHARE] } },
  'POST /shares': {
    about: 'Everybody with the address can watch until the link expires or is revoked. `addresses` lists the ways to reach the hub.',
    ask: { kind: 'live', cameraId: 'bench-3', label: 'for the seminar' },
    answer: { ...SHARE, url: LIVE_URL, addresses: [{ kind: 'local', url: LIVE_URL }] },
    errors: ['camera_not_found', 'session_not_found', 'limit_reached'],
  },
  'DELETE /shares/{id}': {
    about: 'The entry stays in the list with the time of its end.',
    answer: { ...SHARE, revokedAt: '2026-12-01T08:00:00.000Z' },
    errors: ['share_not_found'],
  },
  'GET /audit': { about: 'Who did what, when and from which address.', answer: { entries: [AUDIT_ENTRY], nextCursor: null } },
  'GET /audit/export': {
    about: 'The response is sent while it is read. The export itself is an entry of the trail.',
    answer: [AUDIT_ENTRY],
  },
} as const satisfies OperationNotes;
