/** The command: exit codes, messages and the file with the result. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@eyepiece/host/free-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { EXIT } from '../../src/input/exit-codes.ts';
import { runCommand } from '../../src/scenario/command.ts';
import type { RunResult } from '../../src/scenario/result.ts';

let folder = '';
let server: WebSocketServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scenario-command-'));
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const SCENARIO = `
vars: { url: 'ws://127.0.0.1:1', least: 0 }
duration: 500ms
target: { url: '\${url}' }
crowds: [{ name: a, protocol: websocket }]
expect:
  - connected: { min: '\${least}', max: 2 }
`;

async function run(text: string, ...args: string[]): Promise<{ code: number; out: string; error: string; file: string }> {
  const file = join(folder, 'own.yaml');
  await writeFile(file, text);
  const printed = { out: '', error: '' };
  const output = { out: (line: string) => (printed.out += `${line}\n`), error: (line: string) => (printed.error += `${line}\n`) };
  const code = await runCommand([file, ...args], { env: {}, output, signal: new AbortController().signal });
  return { code, ...printed, file };
}

const url = (): string => `url=ws://127.0.0.1:${(server.address() as AddressInfo).port}`;

it('ends with 0 when all expectations are met, and writes the result', async () => {
  const json = join(folder, 'result.json');
  const { code, out, error, file } = await run(SCENARIO, '--var', url(), '--seed', '9', '--json', json);
  expect({ code, error }).toEqual({ code: EXIT.met, error: '' });
  expect(out).toContain('own: passed; 0.5 s, seed 9; 1 of 1 expectations met');
  const result = JSON.parse(await readFile(json, 'utf8')) as RunResult;
  expect(result).toMatchObject({ outcome: 'passed', seed: 9, scenario: { name: 'own', file }, vars: { least: '0' } });
});

it('ends with 1 when one is not, and explains it', async () => {
  const { code, out, file } = await run(SCENARIO.replace('max: 2', 'max: 0'), '--var', url());
  expect(code).toBe(EXIT.missed);
  expect(out).toContain(`FAILED ${file}:7: a: connected: { min: '\${least}', max: 0 }\n  expected  0 of 1 viewers connected\n`);
});

it('lists failures in the order of the file, and says when faults begin and end', async () => {
  // No frame has a number or a time.
  const scenario = `
duration: 1s
target: { url: '\${url}' }
vars: { url: '' }
crowds:
  - { name: a, protocol: websocket }
  - { name: b, protocol: websocket }
faults:
  - { name: slow, rules: [{ fault: latency, delay: 1ms }] }
  - { name: dead, at: 200ms, for: 300ms, rules: [{ fault: half-open }] }
expect:
  - share: { min: 1 }
    bytes: { min: 1B }
    gaps: { max: 0 }
  - framesPerSecond: { min: 1 }
    age: { p50: 1s }
`;
  const { code, out, error } = await run(scenario, '--var', url());
  expect({ code, error }).toEqual({ code: EXIT.missed, error: '' });
  const failed = [...out.matchAll(/^FAILED \S+:(\d+: \w: \w+):/gm)].map(([, place]) => place);
  const figures = ['12: a: share', '12: b: share', '13: a: bytes', '13: b: bytes', '14: a: gaps', '14: b: gaps'];
  expect(failed).toEqual([...figures, '15: a: framesPerSecond', '15: b: framesPerSecond', '16: a: age', '16: b: age']);
  const changes = [...out.matchAll(/^[\d.]+ s: (.*)$/gm)].map(([, change]) => change);
  expect(changes).toEqual(['fault slow begins', 'fault dead begins', 'fault dead ends']);
});

it.each([
  ['an invalid scenario', 'crowds: []\n', /^\S+own\.yaml:1: duration: a time is needed, as in 100ms, 2s or 1m\n$/],
  ['a variable that is unknown', SCENARIO, /^--var none: the scenario has the variables url, least\n$/, '--var', 'none=1'],
  ['an option that is unknown', SCENARIO, /^Unknown option '--sed'.*\n$/, '--sed', '1'],
])('ends with 2 for %s', async (_what, text, message, ...args) => {
  const { code, error } = await run(text, ...args.map(String));
  expect(code).toBe(EXIT.wrongArguments);
  expect(error).toMatch(message);
});

it('ends with 3 when the target refuses', async () => {
  const { code, error } = await run(SCENARIO.replace('500ms', '60s'), '--var', `url=ws://127.0.0.1:${await freePort()}`);
  expect(code).toBe(EXIT.notWatchable);
  expect(error).toMatch(/^own: a: .*ECONNREFUSED.*\n$/);
});
