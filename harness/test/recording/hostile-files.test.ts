/** Files that somebody has damaged or made: each is refused in one line, without much memory. */
import { execFileSync } from 'node:child_process';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { McapConstants } from '@mcap/core';
import { afterEach, expect, it } from 'vitest';
import { rawMessage } from '../../src/recording/file/descriptors.ts';
import { readRecording } from '../../src/recording/file/reader.ts';
import { RecordingError } from '../../src/recording/file/recording-error.ts';
import { RecordingWriter } from '../../src/recording/file/writer.ts';
import { HTTP_CHANNEL } from '../../src/recording/file/layout.ts';
import { httpExchange } from '../../src/recording/file/descriptors.ts';
import { inspect } from '../../src/recording/inspect/inspection.ts';
import { closeEnds } from '../proxy/ends.ts';
import { temporaryFolder, written } from './session.ts';

afterEach(closeEnds);

const MB = 1024 * 1024;
const CHUNK = 0x06;

/** Ten short messages. */
async function small(): Promise<{ file: string; bytes: Buffer }> {
  const messages = Array.from({ length: 10 }, (_, index) => ({ direction: 'down' as const, text: `{"n":${index}}` }));
  const { file } = await written('/', messages);
  return { file, bytes: await readFile(file) };
}

/** @returns the message of the refusal, or whether the end is missing */
async function outcomeOf(file: string): Promise<string> {
  try {
    const { isCutOff } = await inspect(await readRecording(file));
    return isCutOff ? 'cut off' : 'whole';
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    expect(error.message).toMatch(/^\S+: [^\n]+$/);
    return error.message.slice(file.length + 2);
  }
}

it('reads a file that ends at any byte of its last kilobyte', async () => {
  const { file, bytes } = await small();
  const outcomes = new Set<string>();
  for (let length = bytes.length - 1024; length < bytes.length; length += 1) {
    await writeFile(file, bytes.subarray(0, length));
    outcomes.add(await outcomeOf(file));
  }
  expect([...outcomes]).toEqual(['cut off']);
});

it('refuses or reads a file with a wrong byte at any place', async () => {
  const { file, bytes } = await small();
  const outcomes = new Set<string>();
  for (let place = 0; place < bytes.length; place += 11) {
    const damaged = Buffer.from(bytes);
    damaged[place] = (damaged[place] ?? 0) ^ 0xff;
    await writeFile(file, damaged);
    outcomes.add((await outcomeOf(file)).replace(/:.*/, ''));
  }
  expect(outcomes).toContain('the file is damaged');
});

it('refuses a wrong checksum', async () => {
  const { file, bytes } = await small();
  const at = bytes.indexOf('{"n":7}');
  bytes.write('{"n":8}', at);
  await writeFile(file, bytes);
  expect(await outcomeOf(file)).toMatch(/^the file is damaged: Incorrect chunk CRC /);
});

it('notices a false length before it has read so much', async () => {
  const { file, bytes } = await small();
  const headerAt = McapConstants.MCAP_MAGIC.length;
  const start = bytes.subarray(0, headerAt + 9 + Number(bytes.readBigUInt64LE(headerAt + 1)));
  const head = Buffer.alloc(9);
  head[0] = CHUNK;
  head.writeBigUInt64LE(2n ** 40n, 1);
  await writeFile(file, Buffer.concat([start, head]));
  await truncate(file, 1024 * MB);
  const before = process.memoryUsage().arrayBuffers;
  expect(await outcomeOf(file)).toBe(`the file is damaged: the record at byte ${start.length} is too long`);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MB);
});

it('refuses a gigabyte of nothing', async () => {
  const file = join(temporaryFolder(), 'sparse.mcap');
  await writeFile(file, '');
  await truncate(file, 1024 * MB);
  expect(await outcomeOf(file)).toBe('the file is no MCAP recording');
  await writeFile(file, Buffer.from(McapConstants.MCAP_MAGIC));
  await truncate(file, 1024 * MB);
  expect(await outcomeOf(file)).toBe('the file is damaged: there is no record of kind 0');
});

it('refuses a message of very many parts', () => {
  const empty = { kind: '', payload: new Uint8Array() };
  const bytes = rawMessage.encode({ number: 1, camera: '', parts: Array.from({ length: 20_000 }, () => empty) });
  expect(() => rawMessage.decode(bytes)).toThrow('a message has more than 10000 fields');
});

it('counts what a server invents in bounded memory', async () => {
  const file = join(temporaryFolder(), 'statuses.mcap');
  const writer = await RecordingWriter.create({ file });
  for (let status = 0; status < 5000; status += 1) {
    const exchange = {
      connection: 'http1',
      method: 'GET',
      path: '/',
      status,
      headers: [],
      body: new Uint8Array(),
      bodyOmitted: false,
      durationUs: 1n,
    };
    writer.write(HTTP_CHANNEL, httpExchange.encode(exchange), status);
  }
  await writer.close();
  const { http } = await inspect(await readRecording(file));
  expect(Object.keys(http)).toHaveLength(1001);
  expect(http['(others)']).toBe(4000);
});

it.skipIf(process.platform === 'win32')('refuses folders, pipes and devices', async () => {
  const folder = temporaryFolder();
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await outcomeOf(folder)).toBe('it is a folder');
  expect(await outcomeOf(pipe)).toBe('it is no regular file');
  expect(await outcomeOf('/dev/zero')).toBe('it is no regular file');
});
