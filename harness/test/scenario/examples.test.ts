/** The shipped scenarios: green against healthy servers, red when the server has a fault. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { venvPython } from '@eyepiece/host/python/environment';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultProxy } from '../../src/proxy/fault-proxy.ts';
import type { RuleInput } from '../../src/proxy/rules/schema.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { RunResult } from '../../src/scenario/result.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { CHECKOUT } from '../../src/system/programs.ts';
import type { Defect } from '../foreign/frame-source.ts';
import { MjpegServer } from '../foreign/mjpeg-server.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const DURATION = '8s';

async function run(name: string, url: string): Promise<RunResult> {
  return runScenario(await loadScenario(`${examples}scenarios/${name}.yaml`, { vars: { url, duration: DURATION } }));
}

/** The figures that were missed. */
function missed({ expectations }: RunResult): string[] {
  return [...new Set(expectations.filter(({ passed }) => !passed).map(({ text }) => text.split(':')[0] ?? ''))];
}

async function startServer(command: string, script: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(command, [`${examples}${script}`, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url };
}

async function through(url: string, rules: readonly RuleInput[], work: (url: string) => Promise<RunResult>): Promise<RunResult> {
  const proxy = await FaultProxy.start({ target: new URL(url).origin, rules });
  try {
    const changed = new URL(url);
    changed.host = new URL(proxy.url).host;
    return await work(changed.href);
  } finally {
    await proxy.close();
  }
}

const node = process.execPath;
const python = (): string => venvPython(CHECKOUT);

/** `of`: the messages with frames. */
const SERVERS: readonly (readonly [name: string, command: () => string, script: string, of: object])[] = [
  ['chat', () => node, 'chat-server.mjs', { event: 'frame' }],
  ['websocket', () => node, 'websocket-server.mjs', { kind: 'binary' }],
  ['python-websockets', python, 'websockets_server.py', { kind: 'text' }],
];

/** What each defect of a server must miss; other figures may follow. */
const DEFECTS: readonly (readonly [defect: string, rule: (of: object) => object, figure: string])[] = [
  ['loses messages', (of) => ({ fault: 'drop', every: 5, ...of }), 'gaps'],
  ['sends messages twice', (of) => ({ fault: 'duplicate', every: 5, ...of }), 'repeats'],
  ['sends messages out of order', (of) => ({ fault: 'reorder', every: 5, behind: 2, ...of }), 'late'],
  ['sends messages late', (of) => ({ fault: 'delay', delay: '6s', ...of }), 'age'],
  ['leaves a connection silently dead', () => ({ fault: 'half-open', connections: { first: 2 }, afterBytes: 50_000 }), 'gaps'],
];

describe.each(SERVERS)('%s', (name, command, script, of) => {
  let server: { child: ChildProcess; url: string };
  beforeAll(async () => {
    server = await startServer(command(), script);
  });
  afterAll(async () => {
    server.child.kill('SIGKILL');
    if (server.child.exitCode === null && server.child.signalCode === null) await once(server.child, 'exit');
  });

  it.concurrent('is green', async () => {
    const result = await run(name, server.url);
    expect(missed(result)).toEqual([]);
    expect(result).toMatchObject({ outcome: 'passed', problem: null, scenario: { name } });
  });

  it.concurrent.each(DEFECTS)('is red when the server %s', async (_defect, rule, figure) => {
    const result = await through(server.url, [{ direction: 'down', ...rule(of) } as RuleInput], (url) => run(name, url));
    expect(result.outcome).toBe('failed');
    expect(missed(result)).toContain(figure);
  });
});

describe('mjpeg', () => {
  async function runMjpeg(defect: Defect): Promise<RunResult> {
    const server = await MjpegServer.start(defect);
    try {
      return await run('mjpeg', server.url);
    } finally {
      await server.close();
    }
  }

  it.concurrent('is green', async () => {
    const { child, url } = await startServer(node, 'mjpeg-server.mjs');
    try {
      expect(missed(await run('mjpeg', url))).toEqual([]);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it.concurrent.each([
    ['lost', 'gaps'],
    ['doubled', 'repeats'],
    ['unordered', 'late'],
    ['old', 'age'],
    ['dead', 'gaps'],
  ] as const)('is red when pictures are %s', async (defect, figure) => {
    const result = await runMjpeg(defect);
    expect(result.outcome).toBe('failed');
    expect(missed(result)).toContain(figure);
  });
});
