import { randomUUID } from 'node:crypto';
import type { AckError, CapturePage, LoginResult, Share, User } from '@eyepiece/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TIMELAPSE } from '../setup/camera-parts/fake-jobs.ts';
import { connectGuest, eventsOf, openFeed, type Guest } from './guest-client.ts';
import { createLink, enterByLink, setUpBench, takeCapture, type Bench } from './guest-link.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await setUpBench();
});
afterAll(() => bench.hub.close());

const read = async <T>(path: string, token: string): Promise<T> => (await (await bench.hub.api(path, { token })).json()) as T;
const tryToEnter = (secret: string) => bench.hub.api('/auth/guest', { method: 'POST', json: { share: secret, name: 'Late' } });
const revoke = (id: string) => bench.hub.api(`/shares/${id}`, { method: 'DELETE', token: bench.token });

it('enter by a link under a name, for the time of a login session', async () => {
  const { link, secret } = await createLink(bench, 'session');
  expect(link.url).toBe(`${bench.hub.url}/guest#${secret}`);
  expect(link.addresses).toEqual([{ kind: 'local', url: link.url }]);
  const login = await enterByLink(bench.hub, secret, 'Gil');
  expect(login).toMatchObject({ token_type: 'Bearer', expires_in: 3600, user: { name: 'Gil', role: 'viewer', email: '' } });
  const scope = { kind: 'session', cameraId: 'stage', sessionId: bench.session.id, expiresAt: link.expiresAt };
  expect(login.user.guest).toEqual(scope);
  expect(await read<User>('/auth/me', login.access_token)).toEqual(login.user);

  const { shares } = await read<{ shares: Share[] }>('/shares', bench.token);
  expect(shares[0]).toMatchObject({ id: link.id, kind: 'session', label: 'for session', uses: 1, revokedAt: null });
  expect(JSON.stringify(shares)).not.toContain(secret);
  const trail = (await bench.hub.audit()).filter(({ subject }) => subject === link.id);
  expect(trail.map(({ action, actorName }) => [action, actorName])).toEqual([
    ['share.used', 'Gil (guest)'],
    ['share.created', 'The operator'],
  ]);
});

it('stay the same guest when the same browser uses the link again', async () => {
  const { secret } = await createLink(bench, 'live');
  const first = await bench.hub.api('/auth/guest', { method: 'POST', json: { share: secret, name: 'Gil' } });
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { user } = (await first.json()) as LoginResult;
  const json = { share: secret, name: 'Gilles' };
  const headers = { cookie, origin: bench.hub.url };
  const again = (await (await bench.hub.api('/auth/guest', { method: 'POST', json, headers })).json()) as LoginResult;
  expect([again.user.id, again.user.name]).toEqual([user.id, 'Gilles']);
  expect((await enterByLink(bench.hub, secret, 'Gil')).user.id).not.toBe(user.id);
});

it('get events only about their camera and the people at it', async () => {
  const { operator, stage, other, session, hub } = bench;
  const live = await connectGuest(bench, (await createLink(bench, 'live')).secret, 'Liv');
  const inSession = await connectGuest(bench, (await createLink(bench, 'session')).secret, 'Sim');
  const user = await hub.person('contributor');
  const elsewhere = await hub.client({ token: user.token });
  await elsewhere.emitWithAck('watch', { cameraId: 'other' });
  await operator.emitWithAck('watch', { cameraId: 'other' });
  await operator.emitWithAck('watch', { cameraId: 'stage' });
  await live.client.emitWithAck('watch', { cameraId: 'stage' });
  const seen = (guest: Guest) => guest.people.map(({ name, guest, cameraIds }) => [name, guest, cameraIds]).toSorted();
  const expected = [
    ['Liv', true, ['stage']],
    ['Sim', true, []],
    ['The operator', false, ['stage']],
  ];
  await expect.poll(() => [seen(live), seen(inSession)]).toEqual([expected, expected]);

  // A claim to watch another camera must not give access to it.
  for (const { client } of [live, inSession]) client.emit('presence:update', { view: 'live', cameraId: 'other' });

  for (const camera of [other, stage]) {
    camera.sendState({ temperature: 40 });
    const shape = { kind: 'text', at: { x: 1, y: 1 }, text: 'look' } as const;
    for (const target of [
      { kind: 'camera', cameraId: camera.id } as const,
      { kind: 'capture', captureId: (await takeCapture(operator, camera.id)).id } as const,
    ])
      await operator.emitWithAck('annotation:put', { id: randomUUID(), target, shape });
    await operator.emitWithAck('control:request', { cameraId: camera.id });
    operator.emit('pointer', { cameraId: camera.id, at: { x: 1, y: 1 } });
    operator.emit('pointer', { cameraId: camera.id, at: null });
    await operator.emitWithAck('job:start', { cameraId: camera.id, job: TIMELAPSE });
  }
  await inSession.client.emitWithAck('session:note', { sessionId: session.id, text: 'there' });
  await expect.poll(() => inSession.events.some(([event, data]) => event === 'session:event' && data.includes('"there"'))).toBe(true);

  for (const guest of [live, inSession]) {
    await guest.client.emitWithAck('time:sync', {});
    expect(guest.events.filter(([, data]) => data.includes('"other"') || data.includes(bench.foreign.session.id))).toEqual([]);
  }
  const atTheCamera = ['annotation:changed', 'camera:state', 'cameras', 'control:state', 'presence', 'welcome'];
  expect(eventsOf(live).filter((event) => event !== 'frame' && event !== 'flow' && event !== 'pointer')).toEqual(atTheCamera);
  expect(eventsOf(inSession).filter((event) => event !== 'pointer')).toEqual(
    [...atTheCamera, 'capture:created', 'session:event', 'session:state'].toSorted(),
  );
});

it('of a session find only its captures', async () => {
  const { access_token: token } = await enterByLink(bench.hub, (await createLink(bench, 'session')).secret, 'Gil');
  const { captures } = await read<CapturePage>('/captures', token);
  expect(captures.map(({ id }) => id)).toContain(bench.capture.id);
  expect(new Set(captures.map(({ sessionId }) => sessionId))).toEqual(new Set([bench.session.id]));
  expect((await bench.hub.api(`/captures?sessionId=${bench.foreign.session.id}`, { token })).status).toBe(403);

  const trashed = await takeCapture(bench.operator, 'stage');
  await bench.hub.api(`/captures/${trashed.id}`, { method: 'DELETE', token: bench.token });
  expect((await bench.hub.api(`/captures/${trashed.id}/file`, { token })).status).toBe(403);
  const { captures: left } = await read<CapturePage>('/captures?deleted=true', token);
  expect(left.map(({ id }) => id)).not.toContain(trashed.id);
});

it('are marked as guests in annotations, so that they cannot impersonate others', async () => {
  const guest = await connectGuest(bench, (await createLink(bench, 'session')).secret, 'The operator');
  const shape = { kind: 'text', at: { x: 1, y: 1 }, text: 'hm' } as const;
  const target = { kind: 'capture', captureId: bench.capture.id } as const;
  const reply = await guest.client.emitWithAck('annotation:put', { id: randomUUID(), target, shape });
  expect(reply).toMatchObject({ ok: true, annotation: { author: { id: guest.login.user.id, name: 'The operator (guest)' } } });
  guest.client.disconnect();
});

it('lose sockets, feeds and tokens at once when their link is revoked; other links stay valid', async () => {
  const { link, secret } = await createLink(bench, 'live');
  const guest = await connectGuest(bench, secret, 'Gil');
  const bystander = await connectGuest(bench, (await createLink(bench, 'live')).secret, 'Bo');
  const feed = await openFeed(bench, guest.login.access_token);
  const expired = new Promise<AckError>((resolve) => guest.client.once('session:expired', resolve));
  const disconnected = new Promise((resolve) => guest.client.once('disconnect', resolve));
  const cutOff = new Promise((resolve) => feed.once('close', resolve));

  const response = await revoke(link.id);
  expect([response.status, await response.json()]).toMatchObject([200, { id: link.id, revokedAt: expect.any(String) as string }]);
  expect(await expired).toEqual({ code: 'session_expired', message: 'This link has been revoked' });
  await Promise.all([disconnected, cutOff]);
  const me = await bench.hub.api('/auth/me', { token: guest.login.access_token });
  expect([me.status, await me.json()]).toMatchObject([401, { code: 'session_expired' }]);
  await expect(bench.hub.client({ token: guest.login.access_token })).rejects.toMatchObject({ data: { code: 'session_expired' } });
  const late = await tryToEnter(secret);
  expect([late.status, await late.json()]).toMatchObject([404, { code: 'share_not_found', message: 'This link has been revoked' }]);

  expect((await bench.hub.api('/auth/me', { token: bystander.login.access_token })).status).toBe(200);
  expect(bystander.client.connected).toBe(true);
  expect((await revoke(link.id)).status).toBe(200);
  const trail = (await bench.hub.audit()).filter(({ subject }) => subject === link.id).map(({ action }) => action);
  expect(trail).toEqual(['share.refused', 'share.revoked', 'share.used', 'share.created']);
});

it('need a link made by an operator to an existing target', async () => {
  const attempt = async (json: object, token = bench.token): Promise<number> =>
    (await bench.hub.api('/shares', { method: 'POST', token, json })).status;
  expect(await attempt({ kind: 'live', cameraId: 'stage' }, (await bench.hub.person('contributor')).token)).toBe(403);
  expect(await attempt({ kind: 'live', cameraId: 'nowhere' })).toBe(404);
  expect(await attempt({ kind: 'session', sessionId: randomUUID() })).toBe(404);
  expect(await attempt({ kind: 'session', sessionId: bench.session.id, cameraId: 'other' })).toBe(400);
  expect(await attempt({ kind: 'live' })).toBe(400);
  expect(await attempt({ kind: 'live', cameraId: 'stage', expiresIn: 1 })).toBe(400);
  expect((await revoke(randomUUID())).status).toBe(404);
  expect((await revoke('not-an-id')).status).toBe(404);
  expect((await tryToEnter('nonsense')).status).toBe(404);
});

it('do not receive operational details of cameras', async () => {
  const { hub, token, operator, stage } = bench;
  const guest = await connectGuest(bench, (await createLink(bench, 'live')).secret, 'Gil');
  const [one, two] = [randomUUID(), randomUUID()];
  await stage.close();
  stage.instance = { instanceId: one, host: 'lab-pc-1' };
  await stage.connect();
  const second = hub.camera({ cameraId: 'stage' });
  second.instance = { instanceId: two, host: 'lab-pc-2' };
  await expect(second.connect()).rejects.toThrow('in use');
  const operatorStates: unknown[] = [];
  operator.on('camera:state', ({ id, temperature, ...change }) => {
    if (id === 'stage' && temperature === 41) operatorStates.push(change);
  });
  stage.sendState({ temperature: 41, refused: { count: 1, reason: 'HTTP 422: digest mismatch' } });
  await expect.poll(() => operatorStates.at(-1)).toMatchObject({ refused: { count: 1 }, duplicateAtUs: expect.any(Number) as number });
  await expect.poll(() => guest.events.some(([event, data]) => event === 'camera:state' && data.includes('41'))).toBe(true);

  const late = await connectGuest(bench, (await createLink(bench, 'session')).secret, 'Lea');
  await expect.poll(() => eventsOf(late)).toContain('cameras');
  const answers = [
    await guest.client.emitWithAck('watch', { cameraId: 'stage' }),
    await read<unknown>('/cameras', guest.login.access_token),
    await read<unknown>('/cameras/stage', guest.login.access_token),
  ];
  const received = JSON.stringify([guest.events, late.events, answers]);
  expect(received).toContain('"temperature":41');
  for (const internal of ['refused', 'duplicateAtUs', 'duplicateFrom']) expect(received).not.toContain(internal);
  const toOperator = [await read('/cameras/stage', token), await operator.emitWithAck('watch', { cameraId: 'stage' })];
  for (const answer of toOperator) expect(JSON.stringify(answer)).toContain('duplicateAtUs');
  for (const { client } of [guest, late]) client.disconnect();
});
