/** `run` is interrupted or crashes: the processes of the scenario end, and the exit status says why. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/input/exit-codes.ts';
import { CHECKOUT } from '../../src/system/programs.ts';
import type { RunResult } from '../../src/scenario/result.ts';
import { isAlive, type Program } from '../program.ts';
import { crashingProtocol, startProgram, THROWN, useFolder } from './programs.ts';
import { startSilentServer } from './silent-server.ts';

const folder = useFolder();

const pidFile = (): string => join(folder.path, 'pid');

/** A server that writes its process id when it has a viewer, and when it is asked to end. */
const SERVER = `
  const { WebSocketServer } = require('ws');
  const { writeFileSync } = require('node:fs');
  const [file, isStubborn] = process.argv.slice(1);
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const frame = Buffer.alloc(8);
  server.on('listening', () => console.log('ws://127.0.0.1:' + server.address().port));
  server.on('connection', (viewer) => {
    writeFileSync(file, String(process.pid));
    setInterval(() => viewer.send(frame), 20);
  });
  if (isStubborn) process.on('SIGTERM', () => writeFileSync(file + '.asked', ''));`;

interface Scene {
  readonly protocol?: string;
  readonly options?: string;
  readonly isStubborn?: boolean;
}

function scenario({ protocol = 'websocket', options = '{}', isStubborn = false }: Scene = {}): string {
  const command = ['node', '-e', SERVER, pidFile(), ...(isStubborn ? ['stubborn'] : [])];
  return folder.file(
    'own.yaml',
    `duration: 60m
target: { process: server }
processes: [{ name: server, cwd: ${JSON.stringify(CHECKOUT)}, command: ${JSON.stringify(command)} }]
crowds: [{ name: a, viewers: 2, protocol: ${protocol}, options: ${options}, link: { latency: 1ms } }]
`,
  );
}

const run = (...args: readonly string[]): Program => startProgram('run', ...args);

/** The server of the scenario, when it has a viewer. */
async function serverPid(): Promise<number> {
  await expect.poll(async () => (existsSync(pidFile()) ? Number(await readFile(pidFile(), 'utf8')) : 0)).toBeGreaterThan(0);
  return Number(await readFile(pidFile(), 'utf8'));
}

// Windows has no signals.
describe.skipIf(process.platform === 'win32')('run', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends on %s, stops its process, and writes the report', async (signal) => {
    const program = run(scenario(), '--json', join(folder.path, 'result.json'));
    const pid = await serverPid();
    program.signal(signal);
    expect(await program.ended).toMatchObject({ code: EXIT.interrupted, error: 'own: interrupted\n' });
    await expect.poll(() => isAlive(pid)).toBe(false);
    const result = JSON.parse(await readFile(join(folder.path, 'result.json'), 'utf8')) as RunResult;
    expect(result).toMatchObject({ outcome: 'interrupted', problem: 'interrupted', expectations: [] });
  });

  it('ends at once on a second Ctrl+C, and kills a process that does not end', async () => {
    const program = run(scenario({ isStubborn: true }));
    const pid = await serverPid();
    program.signal('SIGINT');
    await expect.poll(() => existsSync(`${pidFile()}.asked`)).toBe(true);
    program.signal('SIGINT');
    expect(await program.ended).toMatchObject({ code: EXIT.interrupted, signal: null });
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('ends while a process does not become ready', async () => {
    const idle = `require('node:fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)`;
    const own = `duration: 60m
target: { url: 'ws://127.0.0.1:1' }
processes: [{ name: idle, ready: never, readyWithin: 60m, command: ${JSON.stringify(['node', '-e', idle, pidFile()])} }]
crowds: [{ name: a, protocol: websocket }]
`;
    const program = run(folder.file('own.yaml', own));
    const pid = await serverPid();
    program.signal('SIGINT');
    expect(await program.ended).toMatchObject({ code: EXIT.interrupted, error: 'own: interrupted\n' });
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it.each(['websocket', 'socket.io', 'mjpeg'])('ends while a server of the protocol %s does not answer', async (protocol) => {
    const silent = await startSilentServer();
    const crowds = `crowds: [{ name: a, viewers: 2, protocol: ${protocol} }]`;
    const program = run(folder.file('own.yaml', `duration: 60m\ntarget: { url: 'http://${silent.host}' }\n${crowds}\n`));
    try {
      await expect.poll(silent.accepted).toBeGreaterThanOrEqual(2);
      program.signal('SIGINT');
      expect(await program.ended).toMatchObject({ code: EXIT.interrupted, error: 'own: interrupted\n' });
      await expect.poll(silent.open).toBe(0);
    } finally {
      silent.close();
    }
  });

  it('stops its process when an own protocol throws for each message', async () => {
    const protocol = folder.file('crashing.mjs', crashingProtocol(THROWN));
    const program = run(scenario({ protocol }));
    const pid = await serverPid();
    const { code, error } = await program.ended;
    expect(code).toBe(EXIT.crashed);
    expect(error).toContain('the harness crashed: Error: a mistake in the protocol');
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('stops its process when a scenario in TypeScript throws', async () => {
    const own = `
      import { existsSync } from 'node:fs';
      const wait: NodeJS.Timeout = setInterval(() => {
        if (existsSync(${JSON.stringify(pidFile())})) throw new Error('a mistake in the scenario');
      }, 50);
      export default {
        duration: '60m',
        target: { process: 'server' },
        processes: [{ name: 'server', cwd: ${JSON.stringify(CHECKOUT)}, command: ['node', '-e', ${JSON.stringify(SERVER)}, ${JSON.stringify(pidFile())}] }],
        crowds: [{ name: 'a', protocol: 'websocket' }],
      };`;
    const program = run(folder.file('own.ts', own));
    const pid = await serverPid();
    const { code, error } = await program.ended;
    expect(code).toBe(EXIT.crashed);
    expect(error).toContain('the harness crashed: Error: a mistake in the scenario');
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});
