/** The program in a process of its own: mistakes with suggestions, help, Ctrl+C and crashes. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { EXIT } from '../src/input/exit-codes.ts';
import { onClose } from './proxy/ends.ts';
import { crashingProtocol, startProgram, THROWN, useFolder } from './signals/programs.ts';

const folder = useFolder();

describe('the command line', () => {
  it.each([
    [['crowed'], 'There is no command crowed (Did you mean crowd?)'],
    [['recrod', '--help'], 'There is no command recrod (Did you mean record?)'],
    [[], 'A command is needed'],
    [['--halp'], "Unknown option '--halp' (Did you mean --help?)"],
    [['crowd', '--viewer', '3'], "Unknown option '--viewer' (Did you mean --viewers?)"],
    [['crowd', '--url'], "Option '--url <url>' argument missing"],
    [
      ['crowd', '--protocol', 'soket.io', '--url', 'http://x'],
      '--protocol soket.io: one of eyepiece, socket.io, websocket, mjpeg is needed',
    ],
    [['crowd', '--protocol', 'mjpeg', '--url', 'ws://x'], '--url ws://x: an address with http:// or https:// is needed for mjpeg'],
    [
      ['crowd', '--protocol', 'mjpeg', '--url', 'http://x', '--protocol-options', 'nope.yaml'],
      'nope.yaml: there is no such file or folder',
    ],
    [['crowd', '--protocol', 'mjpeg'], '--protocol mjpeg needs the address of the server: --url'],
    [['crowd', '--protocol', 'mjpeg', '--url', 'http://x', '--token', 't'], '--token is for --protocol eyepiece, not for mjpeg'],
    [['crowd', '--protocol', 'websocket', '--url', 'ws://x', '--event', 'e'], '--event: there is no such option'],
    [['crowd', '--token', 't', '--event', 'e'], '--event: there is no such option'],
    [['crowd', '--protocol', 'socket.io', '--url', 'http://x', '--auth', '{'], '--auth {: JSON is needed'],
    [['crowd', '--protocol', 'socket.io', '--url', 'http://x', '--header', 'x'], '--header x: a name, : and a value are needed'],
  ])('%j is refused with status 2', async (args, message) => {
    const { code, out, error } = await startProgram(...args).ended;
    expect({ code, out }).toEqual({ code: EXIT.wrongArguments, out: '' });
    expect(error).toContain(message);
    expect(error.trimEnd().split('\n')).toHaveLength(1);
  });

  it('has a version', async () => {
    expect(await startProgram('--version').ended).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown,
      error: '',
    });
  });

  it('has help for the program and for the command', async () => {
    const program = await startProgram('--help').ended;
    expect(program).toMatchObject({ code: 0, error: '' });
    expect(program.out).toMatch(/Usage: eyepiece-harness .*crowd .*many viewers/s);
    const command = await startProgram('crowd', '--help').ended;
    expect(command).toMatchObject({ code: 0, error: '' });
    expect(command.out).toContain('--min-frames <share>');
  });
});

describe('a crowd that ends early', () => {
  async function startServer(): Promise<{ url: string; server: WebSocketServer; closeCodes: number[] }> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    const closeCodes: number[] = [];
    server.on('connection', (viewer) => {
      viewer.on('close', (code) => closeCodes.push(code));
      viewer.on('error', () => undefined);
    });
    await once(server, 'listening');
    onClose(() => {
      for (const viewer of server.clients) viewer.terminate();
      server.close();
    });
    return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server, closeCodes };
  }

  it('closes every connection on Ctrl+C', async () => {
    const { url, server, closeCodes } = await startServer();
    const program = startProgram('crowd', '--protocol', 'websocket', '--url', url, '--viewers', '5');
    await expect.poll(() => server.clients.size, { timeout: 25_000 }).toBe(5);
    program.signal('SIGINT');
    expect(await program.ended).toMatchObject({ code: EXIT.interrupted, error: 'interrupted: all viewers have left\n' });
    await expect.poll(() => closeCodes).toEqual([1000, 1000, 1000, 1000, 1000]);
  }, 60_000);

  it('closes every connection when an own protocol crashes', async () => {
    const { url, server, closeCodes } = await startServer();
    const file = folder.file('crashing.js', crashingProtocol(THROWN));
    const program = startProgram('crowd', '--protocol', file, '--url', url, '--viewers', '3');
    await expect.poll(() => server.clients.size, { timeout: 25_000 }).toBe(3);
    for (const viewer of [...server.clients].slice(0, 1)) viewer.send('x');
    const { code, error } = await program.ended;
    expect(code).toBe(EXIT.crashed);
    expect(error).toContain('the harness crashed: Error: a mistake in the protocol');
    await expect.poll(() => closeCodes).toEqual([1000, 1000, 1000]);
  }, 60_000);
});
