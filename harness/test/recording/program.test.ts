/** The recorder in a process of its own: Ctrl+C finishes the file, and a killed process leaves a readable one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { readRecording } from '../../src/recording/file/reader.ts';
import { closeEnds, onClose, webSocketClient, webSocketServer, type End } from '../proxy/ends.ts';
import { entriesOf, isMessage, temporaryFolder } from './session.ts';

const cli = fileURLToPath(new URL('../../src/entry-points/cli.ts', import.meta.url));
const MESSAGES = 100;
const MESSAGE_BYTES = 10_000;

afterEach(closeEnds);

/** A recorder that has recorded 100 messages of 10 kB. */
async function recordingProcess(file: string): Promise<{ child: ChildProcess; exited: Promise<unknown[]> }> {
  const { url, served } = await webSocketServer();
  const args = ['--disable-warning=ExperimentalWarning', cli, 'record', '--target', url, '--out', file, '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onClose(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const client = await webSocketClient(/^\S+/.exec(line)![0]);
  await sendAll(served[0]!, client);
  return { child, exited };
}

async function sendAll(server: End, client: End): Promise<void> {
  for (let sent = 0; sent < MESSAGES; sent += 1) server.socket.send(Buffer.alloc(MESSAGE_BYTES, sent));
  await expect.poll(() => client.received.length).toBe(MESSAGES);
}

it.runIf(process.platform !== 'win32')('finishes the file on Ctrl+C', async () => {
  const file = join(temporaryFolder(), 'interrupted.mcap');
  const { child, exited } = await recordingProcess(file);
  child.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  const recording = await readRecording(file);
  let messages = 0;
  for await (const entry of recording.entries()) if (isMessage(entry) && entry.direction === 'down') messages += 1;
  expect({ messages, isCutOff: recording.isCutOff }).toEqual({ messages: MESSAGES, isCutOff: false });
});

it('leaves a file that is readable up to the last whole chunk when it is killed', async () => {
  const file = join(temporaryFolder(), 'killed.mcap');
  const { child, exited } = await recordingProcess(file);
  // The disk may be slower than the messages.
  await expect.poll(async () => (await stat(file)).size).toBeGreaterThan(600_000);
  child.kill('SIGKILL');
  await exited;
  const recording = await readRecording(file);
  const entries = await entriesOf(file);
  for await (const _ of recording.entries());
  expect(recording.isCutOff).toBe(true);
  const messages = entries.filter(isMessage);
  expect(messages.length).toBeGreaterThan(20);
  expect(messages.map(({ parts }) => parts[0]!.payload[0])).toEqual(messages.map((_, index) => index));
});
