/** `run` with one seed hits the same messages each time, for several crowds at once. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { EXIT } from '../../src/input/exit-codes.ts';
import { runCommand } from '../../src/scenario/command.ts';
import type { RunResult } from '../../src/scenario/result.ts';

/** The fault may hit these; the frame after them always arrives. */
const HITTABLE = 200;
const VIEWERS = 2;

let folder = '';
let server: WebSocketServer;
/** For each connection of a crowd, the numbers that arrived. */
let arrived: Record<string, number[][]> = {};
let finished = (): void => undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'same-seed-'));
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (viewer, { url = '' }) => {
    const numbers: number[] = [];
    (arrived[url] ??= []).push(numbers);
    viewer.on('message', (ack: Buffer) => {
      numbers.push(Number(ack.toString()));
      if (Object.values(arrived).flat().filter(isWhole).length === 2 * VIEWERS) finished();
    });
    for (let seq = 1; seq <= HITTABLE + 1; seq += 1) {
      const frame = Buffer.alloc(100);
      frame.writeUInt32BE(seq, 0);
      viewer.send(frame);
    }
  });
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const isWhole = (numbers: readonly number[]): boolean => numbers.at(-1) === HITTABLE + 1;

/** Which frames arrived. Which viewer has which connection depends on who is faster. */
async function hits(seed: string, ...args: readonly string[]): Promise<Record<string, string[]>> {
  const file = join(folder, 'own.yaml');
  const json = join(folder, 'result.json');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = `{ seq: u32be@0, numbering: connection, acknowledge: '{seq}' }`;
  const crowd = (name: string): string =>
    `  - { name: ${name}, viewers: ${VIEWERS}, protocol: websocket, path: /${name}, options: ${options} }\n`;
  const rule = `{ fault: drop, direction: down, kind: binary, first: ${HITTABLE}, share: 0.3 }`;
  await writeFile(
    file,
    `duration: 60m\n${seed}target: { url: '${url}' }\ncrowds:\n${crowd('a')}${crowd('b')}faults:\n  - { name: lossy, rules: [${rule}] }\n`,
  );
  arrived = {};
  const ended = new AbortController();
  finished = () => ended.abort(new Error('seen'));
  const output = { out: () => undefined, error: () => undefined };
  const code = await runCommand([file, '--json', json, ...args], { env: {}, output, signal: ended.signal });
  expect(code).toBe(EXIT.interrupted);
  const { faults } = JSON.parse(await readFile(json, 'utf8')) as RunResult;
  for (const group of ['a', 'b']) {
    const lost = VIEWERS * (HITTABLE + 1) - (arrived[`/${group}`] ?? []).flat().length;
    expect(faults[0]?.rules.find((each) => each.group === group)).toMatchObject({ matched: VIEWERS * (HITTABLE + 1), applied: lost });
  }
  return Object.fromEntries(Object.entries(arrived).map(([path, viewers]) => [path, viewers.map(String).sort()]));
}

it('hits the same messages with the seed of the file or of the command line', async () => {
  const first = await hits('seed: 7\n');
  expect(Object.keys(first).sort()).toEqual(['/a', '/b']);
  expect(Object.values(first).flat().join().length).toBeLessThan(
    2 * VIEWERS * Array.from({ length: HITTABLE }, (_, n) => n + 1).join().length,
  );
  expect(await hits('seed: 7\n')).toEqual(first);
  expect(await hits('seed: 1\n', '--seed', '7')).toEqual(first);
  expect(await hits('seed: 7\n', '--seed', '8')).not.toEqual(first);
});
