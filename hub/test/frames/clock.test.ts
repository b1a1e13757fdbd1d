/** The clock of the hub is set, or its computer sleeps, while a session is open and a person controls the camera. */
import type { ControlState } from '@eyepiece/shared-types';
import { beforeAll, expect, it } from 'vitest';
import { ManualClock } from '../setup/manual-clock.ts';
import type { TestClient } from '../setup/start-hub.ts';
import { useCamera, useHub } from '../setup/use-hub.ts';

const HOUR_S = 3600;
const clock = new ManualClock();
const hub = useHub({}, { control: { clock }, sessions: { clock } });
const camera = useCamera(hub, { cameraId: 'stage' });
let token: string;
let client: TestClient;

beforeAll(async () => {
  ({ token } = await hub.person('operator'));
  client = await hub.client({ token });
});

async function rest<T>(path: string, method = 'GET', json?: object): Promise<T> {
  const response = await hub.api(path, { method, token, ...(json && { json }) });
  expect(response.ok, `${method} ${path}`).toBe(true);
  return (await response.json()) as T;
}
const openSession = async (): Promise<{ id: string; startedAt: string }> =>
  rest('/sessions', 'POST', { cameraId: camera.id, title: 'Clock' });
const textsOf = async (id: string): Promise<string[]> =>
  (await rest<{ entries: { text: string }[] }>(`/sessions/${id}/log`)).entries.map(({ text }) => text);
const control = (): Promise<ControlState> => rest(`/cameras/${camera.id}/control`);

it.each([
  [HOUR_S, 0, 'the clock of the hub was set forward by 1 h'],
  [-HOUR_S, 0, 'the clock of the hub was set back by 1 h'],
  [8 * HOUR_S, 8 * HOUR_S, 'the computer of the hub slept for 8 h'],
  [7 * HOUR_S, 8 * HOUR_S, 'the clock of the hub was set back by 1 h, the computer of the hub slept for 8 h'],
])('by %i s, of which %i s asleep: control and attendance continue, and the log has an entry', async (seconds, sleptSeconds, text) => {
  const { id, startedAt } = await openSession();
  await client.emitWithAck('session:join', { sessionId: id });
  await client.emitWithAck('control:request', { cameraId: camera.id });
  const before = await control();
  clock.jump(seconds, { sleptSeconds });
  clock.advance(60);
  expect((await control()).holder).toMatchObject({ name: 'The operator', sinceUs: before.holder?.sinceUs });
  await expect.poll(() => textsOf(id)).toContain(text);
  clock.advance(5 * 60);
  expect((await control()).holder).toBeNull();
  const ended = await rest<{ endedAt: string; participants: { joinedAt: string; leftAt: string }[] }>(`/sessions/${id}/end`, 'POST');
  expect(ended.endedAt >= startedAt).toBe(true);
  for (const { joinedAt, leftAt } of ended.participants) expect(leftAt >= joinedAt).toBe(true);
});

it("logs clock steps of the camera's computer in the session, in both directions", async () => {
  const { id } = await openSession();
  camera.sendState({ clockStepUs: HOUR_S * 1e6 });
  camera.sendState({ clockStepUs: 0 });
  await expect
    .poll(async () => (await textsOf(id)).filter((text) => text.includes('clock')))
    .toEqual(["the clock of the camera's computer was set forward by 1 h", "the clock of the camera's computer was set back by 1 h"]);
  await rest(`/sessions/${id}/end`, 'POST');
});

it('ends an empty session only after 12 hours, not counting clock steps but counting sleep', async () => {
  const { id } = await openSession();
  const endedAt = async (): Promise<string | null> => (await rest<{ endedAt: string | null }>(`/sessions/${id}`)).endedAt;
  await rest(`/sessions/${id}/leave`, 'POST');
  clock.jump(24 * HOUR_S);
  clock.advance(11 * HOUR_S);
  expect(await endedAt()).toBeNull();
  clock.jump(2 * HOUR_S, { sleptSeconds: 2 * HOUR_S });
  clock.advance(1);
  await expect.poll(endedAt).not.toBeNull();
});
