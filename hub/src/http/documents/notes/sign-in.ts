import { GUEST_RESULT, LOGIN_RESULT, LOGIN_SESSIONS, USER } from '../examples/people.ts';
import type { OperationNotes } from './operation-note.ts';

const PASSWORD = 'correct horse battery';

export const SIGN_IN_NOTES = {
  'POST /auth/login': {
    about:
      'Programs send the token as `Authorization: Bearer …`. Wrong passwords are limited per account and per address: 429 tells when to try again.',
    ask: { email: USER.email, password: PASSWORD },
    answer: LOGIN_RESULT,
    errors: ['invalid_credentials'],
  },
  'POST /auth/guest': {
    about: 'The secret is the part after `#` of the address of a share link. A guest sees only the live view or the session of the link.',
    ask: { share: '78Oc9cNLn8ByZ2KDKfrZT4P-YCwl1F7HGMlKB4Hnw1I', name: 'Gil' },
    answer: GUEST_RESULT,
    errors: ['share_not_found', 'limit_reached'],
  },
  'POST /auth/logout': { about: 'Answers 204 also without a sign-in.' },
  'GET /setup': { about: 'Open only until the first administrator exists.', answer: { open: false } },
  'POST /setup': {
    about: 'The hub prints a one-time link while it has no users. Wrong links are limited per address.',
    ask: { link: 'k3J8s-…', email: USER.email, name: USER.name, password: PASSWORD },
    answer: LOGIN_RESULT,
    errors: ['invalid_credentials', 'share_not_found', 'conflict'],
  },
  'GET /auth/me': { about: 'For a guest: the scope of the link. For an API key: its scopes and cameras.', answer: USER },
  'GET /auth/sessions': { about: 'One entry for each browser and program that signed in with a password.', answer: LOGIN_SESSIONS },
  'DELETE /auth/sessions': { about: 'The sign-in that asks stays.', answer: { ended: 2 } },
  'DELETE /auth/sessions/{id}': { about: 'Its sockets and feeds end at once.', errors: ['not_found'] },
  'POST /auth/password': {
    about: 'API keys stay valid. The response holds a new token, because the former one has ended.',
    ask: { current: PASSWORD, password: 'a longer horse battery' },
    answer: LOGIN_RESULT,
    errors: ['invalid_credentials'],
  },
  'GET /users/{id}/sessions': { about: 'For administrators.', answer: LOGIN_SESSIONS, errors: ['not_found'] },
  'DELETE /users/{id}/sessions': { about: 'The account stays enabled.', answer: { ended: 2 }, errors: ['not_found'] },
} as const satisfies OperationNotes;
