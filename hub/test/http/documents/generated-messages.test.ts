/** A third party's generator makes Python models from the AsyncAPI document, and they parse the messages of a hub. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventsDocument } from '../../../src/http/documents/events/document.ts';
import { useCamera, useHub } from '../../setup/use-hub.ts';
import { runProgram } from './python-program.ts';

/** A key of the document, and what is sent: the arguments of an event, or the answer to it. */
type Message = readonly [key: string, payload: unknown];

interface Report {
  readonly wrong: readonly string[];
  readonly accepted: readonly string[];
}

const cameraId = 'bench-3';
const hub = useHub();
const camera = useCamera(hub, { cameraId });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-messages-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const keyOf = (kind: 'send' | 'get' | 'reply', event: string): string => `${kind}_${event.replaceAll(':', '_')}`;

async function examples(): Promise<Message[]> {
  const { components } = (await (await hub.api('/asyncapi.json')).json()) as EventsDocument;
  return Object.entries(components.messages).flatMap(([key, message]) => message.examples.map(({ payload }): Message => [key, payload]));
}

const HEARD = ['welcome', 'cameras', 'camera:state', 'control:state', 'flow', 'frame', 'camera:analysis', 'capture:created'];

/** What a client and the hub say to each other in a short session. */
async function recordSession(): Promise<Message[]> {
  const messages: Message[] = [];
  const { token } = await hub.person('operator');
  const client = await hub.client({ token }, {}, (opened) => {
    opened.onAny((event: string, ...args: unknown[]) => {
      messages.push([keyOf('get', event), args.map((value) => (Buffer.isBuffer(value) ? '(binary)' : value))]);
    });
  });
  const { emitWithAck } = client as unknown as { emitWithAck(event: string, ...args: unknown[]): Promise<unknown> };
  const answer = async (event: string, request: object): Promise<void> => {
    messages.push([keyOf('reply', event), await emitWithAck.call(client, event, request)]);
  };
  const ask = async (event: string, request: object = {}): Promise<void> => {
    messages.push([keyOf('send', event), [request]]);
    await answer(event, request);
  };
  await ask('watch', { cameraId });
  await ask('control:request', { cameraId });
  await ask('settings:update', { cameraId, settings: { gain: 3 } });
  await answer('settings:update', { cameraId, settings: { gain: 'high' } });
  await ask('analysis:watch', { cameraId, histogram: true });
  await ask('capture', { cameraId });
  await ask('capture', { cameraId: 'nowhere' });
  await ask('time:sync');
  await ask('control:release', { cameraId });
  await expect
    .poll(
      async () => {
        camera.sendAnalysis();
        await camera.sendFrame();
        return HEARD.filter((event) => !messages.some(([key]) => key === keyOf('get', event)));
      },
      { timeout: 60_000 },
    )
    .toEqual([]);
  return messages;
}

/** With a number where the id of the camera was. */
function damage([key, payload]: Message): Message[] {
  const text = JSON.stringify(payload);
  const damaged = text.replaceAll(new RegExp(`(?<=[:[,])"${cameraId}"(?!:)`, 'g'), '5');
  return damaged === text ? [] : [[key, JSON.parse(damaged)]];
}

it('generated models parse every example and a real session without loss, and refuse damaged messages', { timeout: 600_000 }, async () => {
  const recorded = await recordSession();
  const damaged = recorded.flatMap(damage);
  expect(new Set(damaged.map(([key]) => key)).size).toBeGreaterThan(8);
  const messages = [...(await examples()), ...recorded];
  const report = await runProgram<Report>('generated_messages.py', { url: hub.url, folder, messages, damaged });
  expect(report).toEqual({ wrong: [], accepted: [] });
});
