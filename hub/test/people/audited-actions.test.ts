/** What the hub writes into its audit trail, read by an administrator over the API. */
import { AUDIT_KINDS, type AuditEntry, type AuditPage, type ErrorBody } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { useCamera, useHub } from '../setup/use-hub.ts';

const hub = useHub();
const camera = useCamera(hub, { cameraId: 'stage' });
let token: string;
beforeAll(async () => {
  token = (await hub.login()).access_token;
  expect(camera.id).toBe('stage');
});

const entries = async (query: string): Promise<AuditEntry[]> =>
  ((await (await hub.api(`/audit?${query}`, { token })).json()) as AuditPage).entries;
const newest = async (action: string): Promise<AuditEntry | undefined> => (await entries(`action=${action}&limit=1`))[0];
const send = (method: string, path: string, json?: unknown, as = token): Promise<Response> =>
  hub.api(path, { method, token: as, ...(json !== undefined && { json }) });

it('knows every action by one kind only', () => {
  const actions: readonly string[] = Object.values(AUDIT_KINDS).flat();
  expect(new Set(actions).size).toBe(actions.length);
});

it('has sign-ins, refused ones and sign-outs', async () => {
  const { user, token: theirs } = await hub.person('viewer');
  await expect(hub.login(user.email, 'a wrong password')).rejects.toThrow('401');
  expect((await send('POST', '/auth/logout', undefined, theirs)).status).toBe(204);
  // A second time there is no sign-in to end.
  await send('POST', '/auth/logout', undefined, theirs);
  const kinds = await entries(`kind=sign-ins&object=${encodeURIComponent(user.email)}`);
  expect(kinds.map(({ action }) => action)).toEqual(['sign-in.ended', 'sign-in.refused', 'sign-in.started']);
  expect(kinds).toMatchObject([
    { person: { id: user.id, name: user.name }, details: { signedOut: true } },
    { person: null, details: { reason: 'wrong password' } },
    { person: { id: user.id }, address: expect.any(String) as string },
  ]);
});

it('has the first connection of a camera once', async () => {
  await expect
    .poll(() => newest('camera.added'))
    .toMatchObject({ person: null, subject: 'stage', details: { driver: expect.any(String) as string } });
  await camera.close();
  await hub.connectCamera({ cameraId: 'stage' });
  await hub.connectCamera({ cameraId: 'second' });
  await expect.poll(async () => (await entries('action=camera.added')).map(({ subject }) => subject)).toEqual(['second', 'stage']);
});

it('has presets, addresses of feeds and take-overs of control', async () => {
  const preset = (await (await send('POST', '/presets', { name: 'Bright', settings: { gain: 3 } })).json()) as { id: string };
  expect((await send('DELETE', `/presets/${preset.id}`)).status).toBe(204);
  expect(await newest('preset.created')).toMatchObject({ subject: preset.id, details: { name: 'Bright', settings: { gain: 3 } } });
  expect(await newest('preset.deleted')).toMatchObject({ subject: preset.id, details: { name: 'Bright' } });

  const group = (await (await send('POST', '/camera-groups', { name: 'Pair', cameraIds: ['stage'] })).json()) as { id: string };
  expect((await send('PATCH', `/camera-groups/${group.id}`, { name: 'Pairs', remove: ['stage'] })).status).toBe(200);
  expect((await send('DELETE', `/camera-groups/${group.id}`)).status).toBe(204);
  expect(await newest('group.created')).toMatchObject({ subject: group.id, details: { name: 'Pair', cameraIds: ['stage'] } });
  expect(await newest('group.updated')).toMatchObject({ subject: group.id, details: { name: 'Pairs', remove: ['stage'] } });
  expect(await newest('group.deleted')).toMatchObject({ subject: group.id, details: { name: 'Pairs', cameraIds: [] } });

  await send('POST', '/cameras/stage/feed-url', {});
  const feed = await newest('feed-url.created');
  expect(feed).toMatchObject({ subject: 'stage', details: { expiresAt: expect.any(String) as string } });
  expect(JSON.stringify(feed)).not.toContain('token');

  const operator = await hub.person('operator');
  await send('POST', '/cameras/stage/control', { action: 'request' }, operator.token);
  await send('POST', '/cameras/stage/control', { action: 'take', reason: 'focus is wrong' });
  await expect
    .poll(() => newest('control.taken'))
    .toMatchObject({ subject: 'stage', details: { reason: 'focus is wrong', from: operator.user.name } });
});

it('is exported for administrators only, and records that', async () => {
  const { token: operator } = await hub.person('operator');
  for (const path of ['/audit', '/audit/export']) expect((await send('GET', path, undefined, operator)).status).toBe(403);
  const response = await send('GET', '/audit/export?kind=people&format=json');
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.json"$/);
  const all = (await response.json()) as AuditEntry[];
  expect(new Set(all.map(({ action }) => action))).toEqual(new Set(['user.created']));
  expect(await newest('audit.exported')).toMatchObject({ subject: 'json', details: { kind: 'people' } });
  expect((await hub.raw('/api/v1/audit/export', { authorization: `Bearer ${token}` })).status).toBe(200);
});

it.each([
  ['limit=0', 'query.limit'],
  ['limit=201', 'query.limit'],
  ['kind=everything', 'query.kind'],
  ['from=yesterday', 'query.from'],
  ['person=', 'query.person'],
  ['name=Ana', 'query'],
])('refuses ?%s and names the field', async (query, path) => {
  const response = await hub.api(`/audit?${query}`, { token });
  expect(response.status).toBe(400);
  expect(((await response.json()) as ErrorBody).issues?.[0]?.path).toBe(path);
});
