/** Connections between hubs: requests, deadlines, reconnection. */
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HubError } from '../../../src/errors.ts';
import type { PeerConnection } from '../../../src/cluster/peers/peer-connection.ts';
import { PEER_MESSAGE_MAX_BYTES, understood } from '../../../src/cluster/peers/protocol.ts';
import { FrozenLink } from './frozen-link.ts';
import { loggedWarnings, PeerRig } from './peer-rig.ts';

const open: { close(): Promise<void> }[] = [];
const opened = <Part extends { close(): Promise<void> }>(part: Part): Part => {
  open.push(part);
  return part;
};
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

/** Longer than any test. */
const PATIENT_MS = 120_000;

async function pair(ofB: Parameters<typeof PeerRig.start>[1] = {}): Promise<readonly [PeerRig, PeerRig]> {
  const [a, b] = [opened(await PeerRig.start('a')), opened(await PeerRig.start('b', ofB))];
  a.directory.set([a.address, b.address]);
  b.directory.set([a.address, b.address]);
  await up(a, 'b');
  await up(b, 'a');
  return [a, b];
}

async function up(rig: PeerRig, hubId: string): Promise<PeerConnection> {
  const connection = rig.peers.connectionTo(hubId);
  if (!connection) throw new Error(`${hubId} is not in the directory`);
  if (!connection.up) await once(connection, 'up');
  return connection;
}

describe('requests', () => {
  it('are answered in both directions', async () => {
    const [a, b] = await pair();
    a.peers.serve('greet', (payload, { hubId }) => ({ payload, from: hubId, at: 'a' }));
    b.peers.serve('greet', (payload, { hubId }) => ({ payload, from: hubId, at: 'b' }));
    expect(await a.peers.connectionTo('b')?.request('greet', 1, PATIENT_MS)).toEqual({ payload: 1, from: 'a', at: 'b' });
    expect(await b.peers.connectionTo('a')?.request('greet', 2, PATIENT_MS)).toEqual({ payload: 2, from: 'b', at: 'a' });
  });

  it('keep their order', async () => {
    const [a, b] = await pair();
    const seen: unknown[] = [];
    b.peers.serve('note', (payload) => void seen.push(payload));
    const to = await up(a, 'b');
    for (let count = 0; count < 50; count += 1) expect(to.notify('note', count)).toBe(true);
    await to.request('note', 50, PATIENT_MS);
    expect(seen).toEqual(Array.from({ length: 51 }, (_, count) => count));
  });

  it('reject with the error of the other hub', async () => {
    const [a, b] = await pair();
    b.peers.serve('order', () => {
      throw new HubError('control_held', 'Ada is in control', { holder: 'Ada' });
    });
    b.peers.serve('fail', () => Promise.reject(new Error('secret')));
    const to = await up(a, 'b');
    await expect(to.request('order', {}, PATIENT_MS)).rejects.toMatchObject({ code: 'control_held', holder: 'Ada', status: 409 });
    await expect(to.request('fail', {}, PATIENT_MS)).rejects.toMatchObject({
      code: 'internal',
      message: 'Something went wrong in the hub',
    });
    await expect(to.request('unknown', {}, PATIENT_MS)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of another version are refused with the field, and logged once', async () => {
    const { lines, logger } = loggedWarnings();
    const [a, b] = await pair({ logger });
    b.peers.serve('order', (payload) => understood(z.object({ camera: z.object({ count: z.int() }) }), payload));
    const to = await up(a, 'b');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const refused = to.request('order', { camera: { count: 'many' } }, PATIENT_MS);
      await expect(refused).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/another version.*camera\.count: /) as unknown,
      });
    }
    expect(await to.request('order', { camera: { count: 1, more: true }, later: [] }, PATIENT_MS)).toEqual({ camera: { count: 1 } });
    expect(lines.filter(({ msg }) => msg.includes('is not understood'))).toEqual([
      expect.objectContaining({ hubId: 'a', event: 'order', issue: expect.stringContaining('camera.count') as unknown }),
    ]);
  });

  it('end at their deadline', async () => {
    const [a, b] = await pair();
    b.peers.serve('hang', () => new Promise(() => undefined));
    await expect((await up(a, 'b')).request('hang', {}, 20)).rejects.toMatchObject({ name: 'PeerUnavailable', reason: 'timeout' });
  });

  it('are not started after their deadline', async () => {
    const [a, b] = await pair();
    let starts = 0;
    b.peers.serve('order', () => (starts += 1));
    const to = await up(a, 'b');
    await expect.poll(() => to.clock.isKnown).toBe(true);
    const late = expect(to.request('order', {}, 50)).rejects.toMatchObject({ reason: 'timeout' });
    // Keeps the request from being read.
    const untilMs = performance.now() + 200;
    while (performance.now() < untilMs);
    await late;
    await to.request('time', {}, PATIENT_MS);
    expect(starts).toBe(0);
  });

  it('have bounds', async () => {
    const [a, b] = await pair();
    b.peers.serve('hang', () => new Promise(() => undefined));
    const to = await up(a, 'b');
    const hanging = Array.from({ length: 300 }, () => to.request('hang', {}, PATIENT_MS).catch((error: unknown) => error));
    await expect(to.request('time', {}, PATIENT_MS)).rejects.toMatchObject({ reason: 'busy' });
    const large = 'x'.repeat(PEER_MESSAGE_MAX_BYTES / 2);
    await expect(to.request('time', { large }, PATIENT_MS)).rejects.toMatchObject({ reason: 'too_large' });
    expect(to.notify('time', { large })).toBe(false);
    a.directory.set([]);
    expect(await Promise.all(hanging)).toHaveLength(300);
  });
});

describe('a connection', () => {
  it('compares the clocks of both hubs', async () => {
    const [a] = await pair();
    const { clock } = await up(a, 'b');
    await expect.poll(() => clock.isKnown).toBe(true);
    expect(Math.abs(clock.offsetUs)).toBeLessThanOrEqual(clock.roundTripUs);
  });

  it('rejects at once while it is down, and comes up again', async () => {
    const [a, b] = await pair();
    b.peers.serve('hang', () => new Promise(() => undefined));
    const to = await up(a, 'b');
    const lost = expect(to.request('hang', {}, PATIENT_MS)).rejects.toMatchObject({ reason: 'lost' });
    const down = once(a.peers, 'down');
    await b.close();
    await lost;
    await down;
    await expect(to.request('time', {}, PATIENT_MS)).rejects.toMatchObject({ reason: 'down' });
    expect(to.notify('time', {})).toBe(false);
    const again = once(a.peers, 'up');
    opened(await PeerRig.start('b', { port: b.port }));
    await again;
    expect(await to.request('time', {}, PATIENT_MS)).toMatchObject({ timeUs: expect.any(Number) as unknown });
  });

  it('notices a hub that falls silent', async () => {
    const [a, b] = [opened(await PeerRig.start('a')), opened(await PeerRig.start('b'))];
    const link = opened(await FrozenLink.start(b.port));
    a.directory.set([{ hubId: 'b', url: `http://127.0.0.1:${link.port}` }]);
    const to = await up(a, 'b');
    const down = once(to, 'down');
    link.freeze();
    await down;
    link.thaw();
    await once(to, 'up');
  });

  it('is not made to another hub at the address', async () => {
    const [a, b] = [opened(await PeerRig.start('a')), opened(await PeerRig.start('b'))];
    a.directory.set([{ hubId: 'c', url: b.address.url }]);
    const to = a.peers.connectionTo('c');
    await expect(to?.request('time', {}, PATIENT_MS)).rejects.toMatchObject({ reason: 'down' });
    a.directory.set([b.address]);
    expect(a.peers.connectionTo('c')).toBeUndefined();
    await up(a, 'b');
  });
});
