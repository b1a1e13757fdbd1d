/** Examples of accounts, sign-ins, keys and share links for the OpenAPI document. */

export const USER = {
  id: '0b9c3a52-7e0d-4a57-9d0c-5b8f2f6f1f10',
  email: 'ana@example.org',
  name: 'Ana',
  role: 'operator',
  disabled: false,
};

export const ANA = { id: USER.id, name: USER.name };

export const LOGIN_RESULT = { access_token: 'eyJhbGciOiJIUzI1NiIs…', token_type: 'Bearer', expires_in: 43_200, user: USER };

export const GUEST_RESULT = {
  access_token: 'eyJhbGciOiJIUzI1NiIs…',
  token_type: 'Bearer',
  expires_in: 43_200,
  user: {
    id: '70c3dbe8-b49d-45e3-bcf8-9d58a4df9669',
    email: '',
    name: 'Gil',
    role: 'viewer',
    disabled: false,
    guest: { kind: 'live', cameraId: 'bench-3', sessionId: null, expiresAt: '2026-12-07T10:46:26.797Z' },
  },
};

export const LOGIN_SESSIONS = {
  sessions: [
    {
      id: '6cb0f80a-64d4-4042-a246-174fb1bd52f5',
      createdAt: '2026-11-30T08:46:27.308Z',
      lastUsedAt: '2026-11-30T10:46:33.692Z',
      expiresAt: '2026-11-30T20:46:27.308Z',
      address: '192.0.2.14',
      device: 'Firefox on Windows',
      current: true,
    },
  ],
};

export const API_KEY = {
  id: 'b3491750-30bc-4c3d-8f44-f58d6d6a8ac4',
  name: 'Focus series',
  scopes: ['watch', 'capture'],
  cameraIds: ['bench-3'],
  createdBy: ANA,
  createdAt: '2026-11-30T10:46:36.099Z',
  expiresAt: '2027-02-28T10:46:36.099Z',
  lastUsedAt: null,
  address: null,
};

export const NEW_KEY = { name: 'Focus series', scopes: ['watch', 'capture'], cameraIds: ['bench-3'] };

export const CREATED_KEY = { ...API_KEY, key: 'eyepiece_b349175030bc4c3d8f44f58d6d6a8ac4_…' };

export const SERVICE_ACCOUNT = {
  id: '3216e92c-8925-417b-9361-aa4688c42c18',
  email: 'focus-robot-41cb50ff@service.invalid',
  name: 'Focus robot',
  role: 'contributor',
  disabled: false,
  service: true,
};

export const SHARE = {
  id: '518286a1-0dbb-41d0-ac19-a86b2455cf85',
  kind: 'live',
  cameraId: 'bench-3',
  sessionId: null,
  label: 'for the seminar',
  createdBy: ANA,
  createdAt: '2026-11-30T10:47:10.149Z',
  expiresAt: '2026-12-07T10:47:10.149Z',
  revokedAt: null,
  uses: 0,
  lastUsedAt: null,
};

export const AUDIT_ENTRY = {
  id: 843,
  at: '2026-11-30T10:47:10.602Z',
  person: ANA,
  address: '192.0.2.14',
  action: 'share.revoked',
  subject: SHARE.id,
  details: { kind: 'live', cameraId: 'bench-3' },
};
