/** A burst of joins and leaves by one person delays neither other sessions nor the shutdown of the hub. */
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/process/limits/limits.ts';
import { startHub } from '../setup/start-hub.ts';

const PLENTY = { perSecond: 1e9, burst: 1e9 };
const ALL = { events: PLENTY, bytes: PLENTY, acknowledgements: PLENTY };
/** Without rate limits, so that all requests reach the sessions. */
const sockets = {
  ...DEFAULT_LIMITS.sockets,
  rates: { connection: ALL, user: ALL, share: ALL },
  maxServing: 1e9,
  maxServingPerUser: 1e9,
};
const BURST = 4000;

it('merges a burst of joins and leaves, and serves other sessions meanwhile', async () => {
  const hub = await startHub({}, { limits: { ...DEFAULT_LIMITS, sockets } });
  const { token } = await hub.person('operator');
  const ids: string[] = [];
  for (const cameraId of ['left', 'right']) {
    await hub.camera({ cameraId }).connect();
    const started = await hub.api('/sessions', { method: 'POST', token, json: { cameraId, title: cameraId } });
    ids.push(((await started.json()) as { id: string }).id);
  }
  const [busy = '', quiet = ''] = ids;
  const attacker = await hub.client({ token: (await hub.person('viewer')).token });
  const other = await hub.client({ token: (await hub.person('viewer')).token });
  const codes = new Map<string, number>();
  const burst = Array.from({ length: BURST }, async (_, turn) => {
    const reply = await attacker.emitWithAck(turn % 2 === 0 ? 'session:join' : 'session:leave', { sessionId: busy });
    const code = reply.ok ? 'ok' : reply.error.code;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  });
  expect(await other.timeout(120_000).emitWithAck('session:join', { sessionId: quiet })).toMatchObject({ ok: true });
  await Promise.all(burst);
  expect([...codes.keys()].filter((code) => code !== 'ok' && code !== 'rate_limited')).toEqual([]);
  // The log shows how many were carried out.
  const log = (await (await hub.api(`/sessions/${busy}/log`, { token })).json()) as { entries: { action: string }[] };
  expect(log.entries.filter(({ action }) => action === 'session.join').length).toBeLessThan(BURST / 20);
  for (let turn = 0; turn < BURST; turn += 1) attacker.emit('session:join', { sessionId: busy }, () => undefined);
  await hub.close();
});
