/** Sessions to record: a server with frames and a client, through a recording relay. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame, type FrameFields } from '@eyepiece/shared-types';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { expect } from 'vitest';
import type { CommandContext, HarnessCommand } from '../../src/input/command-line.ts';
import type { Entry, RecordedMessage } from '../../src/recording/file/entries.ts';
import { readRecording, type Recording } from '../../src/recording/file/reader.ts';
import { rawMessage } from '../../src/recording/file/descriptors.ts';
import { CONNECTIONS_CHANNEL, directionChannels } from '../../src/recording/file/layout.ts';
import { RecordingWriter } from '../../src/recording/file/writer.ts';
import { Recorder, type RecorderOptions } from '../../src/recording/record/recorder.ts';
import { httpServer, onClose, startProxy } from '../proxy/ends.ts';

export const CAPTURED_US = 1_700_000_000_000_000;
export const FRAME_INTERVAL_US = 40_000;

/** A new folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'eyepiece-recording-'));
  onClose(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Starts as a JPEG does; each number gives different bytes. */
export function picture(number: number, bytes = 2000): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes, `${number},`)]);
}

export function frame(seq: number, fields: Partial<FrameFields> = {}, jpeg = picture(seq)): Buffer {
  const capturedAtUs = CAPTURED_US + seq * FRAME_INTERVAL_US;
  return Buffer.from(encodeFrame({ seq, flags: 0, capturedAtUs, width: 64, height: 48, exposureMs: 8, gainDb: 1.5, ...fields }, jpeg));
}

export interface IoServer {
  readonly url: string;
  readonly sockets: ServerSocket[];
  readonly handshakes: IncomingMessage[];
}

/** A Socket.IO server. `connected` adds the listeners of the test. */
export async function ioServer(connected: (socket: ServerSocket) => void, listener?: RequestListener): Promise<IoServer> {
  const { server, url } = await httpServer(listener);
  const io = new Server(server);
  const sockets: ServerSocket[] = [];
  const handshakes: IncomingMessage[] = [];
  io.on('connection', (socket) => {
    sockets.push(socket);
    handshakes.push(socket.request);
    connected(socket);
  });
  onClose(() => void io.close());
  return { url, sockets, handshakes };
}

export async function ioClient(url: string, auth: Record<string, string> = {}): Promise<Socket> {
  const client = io(url, { transports: ['websocket'], auth, reconnection: false, forceNew: true });
  onClose(() => void client.close());
  if (!client.connected) await new Promise<void>((resolve, reject) => client.once('connect', resolve).once('connect_error', reject));
  return client;
}

/** A relay to `target` that records. `close` ends the relay and finishes the file. */
export async function recordingRelay(
  target: string,
  file: string,
  options: Partial<RecorderOptions> = {},
): Promise<{ url: string; recorder: Recorder; close: () => Promise<void> }> {
  const recorder = await Recorder.create({ file, ...options });
  const proxy = await startProxy({ target, tap: recorder });
  const close = async (): Promise<void> => {
    await proxy.close();
    await recorder.close();
  };
  onClose(() => recorder.close().catch(() => undefined));
  return { url: proxy.url, recorder, close };
}

/** Frames 0 to `count` - 1 over Socket.IO, acknowledged by the client, into a recording. */
export async function recordFrames(file: string, count: number, frames: (seq: number) => Buffer = frame): Promise<void> {
  const server = await ioServer((socket) => {
    socket.on('watch', (_request: unknown, reply: (answer: unknown) => void) => {
      reply({ ok: true, ackEvery: 1 });
      for (let seq = 0; seq < count; seq += 1) socket.emit('frame', 'bench-1', frames(seq));
    });
  });
  const relay = await recordingRelay(server.url, file);
  const client = await ioClient(relay.url, { token: 'top-secret' });
  let received = 0;
  client.on('frame', () => (received += 1));
  await client.emitWithAck('watch', { cameraId: 'bench-1' });
  await expect.poll(() => received).toBe(count);
  client.close();
  await relay.close();
}

export const IO_PATH = '/socket.io/?EIO=4&transport=websocket';

export interface WrittenMessage {
  readonly direction: 'up' | 'down';
  readonly text?: string;
  /** Payload of a close frame, instead of a text. */
  readonly close?: Buffer;
  readonly atUs?: number;
}

/** A recording that no recorder writes: one connection with any path and messages. */
export async function written(path: unknown, messages: readonly WrittenMessage[], closedUs?: number): Promise<Recording> {
  const file = join(temporaryFolder(), 'written.mcap');
  const writer = await RecordingWriter.create({ file });
  const change = (name: string, atUs: number): void => {
    const content = { change: name, connection: 'ws1', kind: 'websocket', path };
    writer.write(CONNECTIONS_CHANNEL, Buffer.from(JSON.stringify(content)), atUs);
  };
  change('opened', CAPTURED_US);
  messages.forEach(({ direction, text = '', close, atUs = 0 }, index) => {
    const part = close ? { kind: 'close' as const, payload: close } : { kind: 'text' as const, payload: Buffer.from(text) };
    const data = rawMessage.encode({ number: index + 1, parts: [part], camera: '' });
    writer.write(directionChannels('ws1', direction).raw, data, CAPTURED_US + atUs);
  });
  if (closedUs !== undefined) change('closed', CAPTURED_US + closedUs);
  await writer.close();
  return readRecording(file);
}

/** JSON that recursive functions cannot read. */
export const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

export async function entriesOf(file: string): Promise<Entry[]> {
  const recording = await readRecording(file);
  const entries: Entry[] = [];
  for await (const entry of recording.entries()) entries.push(entry);
  return entries;
}

export const isMessage = (entry: Entry): entry is RecordedMessage => entry.type === 'message';

export interface Run {
  readonly code: Promise<number>;
  readonly out: string[];
  readonly errors: string[];
  readonly stop: () => void;
}

/** Runs a command of the harness in this process. */
export function run(command: HarnessCommand['run'], ...args: string[]): Run {
  const ended = new AbortController();
  const out: string[] = [];
  const errors: string[] = [];
  const output = { out: (text: string) => void out.push(text), error: (text: string) => void errors.push(text) };
  const context: CommandContext = { env: {}, output, signal: ended.signal };
  const code = command(args, context);
  onClose(async () => {
    ended.abort(new Error('interrupted'));
    await code.catch(() => undefined);
  });
  return { code, out, errors, stop: () => ended.abort(new Error('interrupted')) };
}

/** The address at the start of the first line that a command prints. */
export async function addressOf({ out, errors }: Run): Promise<string> {
  await expect.poll(() => [...out, ...errors].length).toBeGreaterThan(0);
  const [address] = /https?:\/\/[\d.]+:\d+/.exec(out[0] ?? '') ?? [];
  if (address === undefined) throw new Error(`no address is printed: ${[...out, ...errors].join('\n')}`);
  return address;
}
