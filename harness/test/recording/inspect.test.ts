/** What `inspect` says of recordings, and of files that are none. */
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { inspectCommand } from '../../src/recording/inspect/command.ts';
import { RecordingWriter } from '../../src/recording/file/writer.ts';
import type { Inspection } from '../../src/recording/inspect/inspection.ts';
import { rawMessage } from '../../src/recording/file/descriptors.ts';
import { CONNECTIONS_CHANNEL, directionChannels } from '../../src/recording/file/layout.ts';
import { closeEnds } from '../proxy/ends.ts';
import { CAPTURED_US, frame, FRAME_INTERVAL_US, picture, recordFrames, run, temporaryFolder, written } from './session.ts';

afterEach(closeEnds);

/** Frames at given times after capture, in a WebSocket recording. */
async function writeFrames(file: string, frames: readonly { seq: number; ageUs: number }[], bytes = 2000): Promise<void> {
  const writer = await RecordingWriter.create({ file });
  const opened = { change: 'opened', connection: 'ws1', kind: 'websocket', path: '/live' };
  writer.write(CONNECTIONS_CHANNEL, Buffer.from(JSON.stringify(opened)), CAPTURED_US);
  frames.forEach(({ seq, ageUs }, index) => {
    const payload = frame(seq, {}, picture(seq, bytes));
    const capturedUs = CAPTURED_US + seq * FRAME_INTERVAL_US;
    const data = rawMessage.encode({ number: index + 1, parts: [{ kind: 'binary', payload }], camera: '' });
    writer.write(directionChannels('ws1', 'down').raw, data, capturedUs + ageUs, capturedUs);
  });
  await writer.close();
}

async function inspected(file: string): Promise<{ code: number; errors: string[]; inspection: Inspection }> {
  const { code, out, errors } = run(inspectCommand, file, '--json');
  return { code: await code, errors, inspection: JSON.parse(out[0] ?? 'null') as Inspection };
}

it('names rate, gaps, order and age of frames', async () => {
  const file = join(temporaryFolder(), 'frames.mcap');
  const seqs = [...Array.from({ length: 100 }, (_, seq) => seq).filter((seq) => seq < 40 || seq >= 45), 99, 97];
  await writeFrames(
    file,
    seqs.map((seq, index) => ({ seq, ageUs: index < seqs.length - 2 ? 20_000 : 300_000 })),
  );
  const { code, inspection } = await inspected(file);
  expect(code).toBe(0);
  expect(inspection).toMatchObject({ isCutOff: false, start: new Date(CAPTURED_US / 1000).toISOString(), durationS: 4.26 });
  expect(inspection.connections).toEqual([{ connection: 'ws1', kind: 'websocket', path: '/live', openedS: 0, closedS: null }]);
  const [row] = inspection.frames;
  // 97 frames; the gap of five numbers is six intervals long.
  expect(row).toMatchObject({ frames: 97, missing: 4, repeated: 1, late: 1, longestGapMs: 280, meanBytes: 2004, width: 64, height: 48 });
  expect(row!.fps).toBeCloseTo(96 / 4.16, 1);
  expect(row!.ageMs!.p50).toBeGreaterThan(19);
  expect(row!.ageMs!.p50).toBeLessThan(21);
  expect(row!.ageMs!.max).toBe(300);
});

it('prints tables of connections, events and frames', async () => {
  const file = join(temporaryFolder(), 'session.mcap');
  await recordFrames(file, 10);
  const { code, out, errors } = run(inspectCommand, file);
  expect(await code).toBe(0);
  expect(errors).toEqual([]);
  const text = out.join('\n');
  expect(text).toMatch(/^ws1 +0\.0 s +[\d.]+ s +\/socket\.io\/\?EIO=4&transport=websocket$/m);
  expect(text).toMatch(/^ws1 +down +frame +10 /m);
  expect(text).toMatch(/^ws1 +up +watch +1 +– /m);
  expect(text).toMatch(/^ws1 +down +bench-1 +10 +[\d.]+ +0 +0 +0 /m);
});

it('reports what can be read of a recording that is cut off', async () => {
  const file = join(temporaryFolder(), 'cut.mcap');
  const seqs = Array.from({ length: 200 }, (_, seq) => ({ seq, ageUs: 1000 }));
  await writeFrames(file, seqs, 10_000);
  await truncate(file, 1_000_000);
  const { code, errors, inspection } = await inspected(file);
  expect(code).toBe(2);
  expect(errors).toEqual([`${file}: the recording is cut off; the figures are those of the part that can be read`]);
  expect(inspection.frames[0]!.frames).toBeGreaterThan(50);
  expect(inspection.frames[0]!.frames).toBeLessThan(100);
});

it('refuses a file that is no recording in one line', async () => {
  const folder = temporaryFolder();
  const files = {
    empty: Buffer.alloc(0),
    text: Buffer.from('a diary, not a recording'),
    short: Buffer.from([0x89, 0x4d]),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const damaged = join(folder, 'damaged');
  await writeFrames(damaged, [{ seq: 0, ageUs: 0 }], 10_000);
  const bytes = await readFile(damaged);
  bytes.fill(0x55, 4000, 4100);
  await writeFile(damaged, bytes);
  const messages: [string, string][] = [
    ['empty', 'the file is empty'],
    ['text', 'the file is no MCAP recording'],
    ['short', 'the file is no MCAP recording'],
    ['damaged', 'the file is damaged: '],
    ['absent', 'there is no such file or folder'],
  ];
  for (const [name, message] of messages) {
    const { code, out, errors } = run(inspectCommand, join(folder, name));
    expect(await code).toBe(2);
    expect({ out, lines: errors.flatMap((text) => text.split('\n')).length }).toEqual({ out: [], lines: 1 });
    expect(errors[0]).toContain(`${join(folder, name)}: ${message}`);
  }
});

it('refuses a connection whose path is no text in one line', async () => {
  const { file } = await written(7, []);
  const { code, errors } = run(inspectCommand, file);
  expect(await code).toBe(2);
  expect(errors).toEqual([expect.stringMatching(/^.*written\.mcap: the file is damaged: .*$/)]);
});

it('prints no control characters of a recording', async () => {
  const { file } = await written('/\u001b[2J\n', [{ direction: 'down', text: '{"type":"\\u001b[31mred\\nws9"}' }]);
  const { code, out } = run(inspectCommand, file);
  expect(await code).toBe(0);
  expect(out.join('\n')).not.toContain('\u001b');
  expect(out.join('\n')).not.toMatch(/^ws9/m);
});

it('needs one file', async () => {
  const { code, errors } = run(inspectCommand);
  expect(await code).toBe(2);
  expect(errors).toEqual(['inspect needs a recording: inspect FILE']);
});
