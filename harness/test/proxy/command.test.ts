/** The command: exit codes, messages and the counts at the end. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { proxyCommand } from '../../src/proxy/command.ts';
import { closeEnds, httpServer } from './ends.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proxy-command-'));
});
afterEach(async () => {
  await closeEnds();
  await rm(folder, { recursive: true });
});

interface Run {
  readonly code: Promise<number>;
  readonly out: string[];
  readonly errors: string[];
  readonly stop: () => void;
}

function run(...args: string[]): Run {
  const ended = new AbortController();
  const out: string[] = [];
  const errors: string[] = [];
  const output = { out: (text: string) => void out.push(text), error: (text: string) => void errors.push(text) };
  return { code: proxyCommand(args, output, { ended: ended.signal }), out, errors, stop: () => ended.abort() };
}

async function ruleFile(text: string): Promise<string> {
  const path = join(folder, 'faults.yaml');
  await writeFile(path, text);
  return path;
}

it('applies the rules of a file and prints what they did', async () => {
  const { url } = await httpServer((_request, response) => void response.end('hello'));
  const rules = await ruleFile('seed: 5\nrules:\n  - { name: far, fault: latency, delay: 1ms, direction: down }\n');
  const { code, out, errors, stop } = run('--target', url, '--port', '0', '--rules', rules, '--log');
  await expect.poll(() => out[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+ passes on to .* with 1 rules, seed 5$/);
  const address = /^\S+/.exec(out[0]!)![0];
  expect(await (await fetch(`${address}/page`, { headers: { connection: 'close' } })).text()).toBe('hello');
  await expect
    .poll(() => out.slice(1))
    .toEqual(['http1 opened /page', expect.stringMatching(/^http1 closed, \d+ bytes up, \d+ bytes down$/)]);
  stop();
  expect(await code).toBe(0);
  expect(out.at(-1)).toMatch(/^rule +fault +matched +applied +bytes\nfar +latency +on +1 +\d+ +\d+$/);
  expect(errors).toEqual([]);
});

it('prints help and the JSON Schema of a rule file', async () => {
  const help = run('--help');
  expect(await help.code).toBe(0);
  expect(help.out[0]).toContain('--target <url>');
  const schema = run('--schema');
  expect(await schema.code).toBe(0);
  expect(JSON.parse(schema.out[0]!)).toMatchObject({ type: 'object', required: ['rules'] });
});

it.each([
  [['--port', '0'], '--target is needed: the address of the server'],
  [['--targte', 'http://a'], "Unknown option '--targte' (Did you mean --target?)"],
  [['--target', 'http://a', '--seed'], "Option '--seed <n>' argument missing"],
  [['--target', 'http://a', 'b'], "Unexpected argument 'b'"],
  [['--target', 'nowhere'], '--target nowhere: an address is needed that begins with http://, https://, ws:// or wss://'],
  [['--target', 'http://a', '--port', '99999'], '--port 99999: a number from 0 to 65535 is needed'],
  [['--target', 'http://a', '--rules', '/no/such/file'], '/no/such/file: there is no such file or folder'],
])('%j is refused', async (args, message) => {
  const { code, errors } = run(...args);
  expect(await code).toBe(2);
  expect(errors).toEqual([message]);
});

it('names the place of a mistake in the rule file', async () => {
  const rules = await ruleFile('rules:\n  - fault: rate\n    rate: fast\n');
  const { code, errors } = run('--target', 'http://a', '--rules', rules);
  expect(await code).toBe(2);
  expect(errors).toEqual([`${rules}:3:5: rules[0].rate: a rate is needed, as in 500kbit or 1mbit`]);
});

it('reports a port that is taken', async () => {
  const { url } = await httpServer();
  const { code, errors } = run('--target', url, '--port', new URL(url).port);
  expect(await code).toBe(2);
  expect(errors[0]).toBe(`--port ${new URL(url).port}: it is in use`);
});

it('is ended over REST', async () => {
  const { url } = await httpServer();
  const { code, out } = run('--target', url, '--port', '0', '--control-port', '0');
  await expect.poll(() => out[1]).toMatch(/^REST on http:\/\/127\.0\.0\.1:\d+$/);
  const address = out[1]!.slice('REST on '.length);
  expect((await fetch(`${address}/v1/stop`, { method: 'POST' })).status).toBe(202);
  expect(await code).toBe(0);
  expect(out.at(-1)).toBe('no rules');
});
