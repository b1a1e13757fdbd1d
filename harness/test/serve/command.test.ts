/** The command `serve`: its address, its end during a run, and mistakes on its command line. */
import { once } from 'node:events';
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EXIT } from '../../src/input/exit-codes.ts';
import { serveCommand } from '../../src/serve/command.ts';
import { ChatServer } from '../foreign/chat-server.ts';

const SOON = { timeout: 60_000 };
let folder = '';
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyepiece-serve-'));
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await rm(folder, { recursive: true });
});

function serve(signal: AbortSignal, ...args: string[]): { ended: Promise<number>; printed: string[] } {
  const printed: string[] = [];
  const print = (line: string): void => void printed.push(line);
  const folders = ['--folder', folder, '--reports', join(folder, 'reports')];
  if (args[0] === '--folder' || args[0] === '--reports') folders.splice(args[0] === '--folder' ? 0 : 2, 2);
  return { ended: serveCommand([...folders, ...args], { env: {}, output: { out: print, error: print }, signal }), printed };
}

it('stops its run when it ends, and keeps the report', async () => {
  const chat = await ChatServer.start();
  closers.push(() => chat.close());
  const crowds = `crowds: [{ name: a, protocol: socket.io, options: { event: frame, seq: 0.seq, send: ['join ["room-1"]'] } }]`;
  await writeFile(join(folder, 'chat.yml'), `duration: 60m\ntarget: { url: '${chat.url}' }\n${crowds}\n`);
  const stopping = new AbortController();
  closers.push(() => stopping.abort());
  const { ended, printed } = serve(stopping.signal, '--port', '0');
  await expect.poll(() => printed, SOON).toEqual([expect.stringMatching(/^Open http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/)]);
  const { origin, port, searchParams } = new URL(printed[0]?.replace('Open ', '') ?? '');
  const headers = { 'content-type': 'application/json', cookie: `eyepiece-harness-${port}=${searchParams.get('token') ?? ''}` };
  const started = await fetch(`${origin}/api/start`, { method: 'POST', headers, body: JSON.stringify({ file: 'chat.yml' }) });
  expect(started.status).toBe(202);
  await expect.poll(() => chat.sockets.length, SOON).toBe(1);
  stopping.abort();
  expect(await ended).toBe(EXIT.met);
  const [report = ''] = await readdir(join(folder, 'reports'));
  await access(join(folder, 'reports', report, 'report.html'));
});

it('names the option that is wrong', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  closers.push(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const ownFile = join(folder, 'own.yaml');
  await writeFile(ownFile, '');
  const mistakes: [string[], string][] = [
    [['--folder', 'none'], '--folder none: there is no such folder'],
    [['--reports', ownFile], `--reports ${ownFile}: a folder is needed that can be written`],
    [['--host', 'nowhere.invalid'], '--host nowhere.invalid: there is no such name'],
    [['--port', '70000'], '--port 70000: a number from 0 to 65535 is needed'],
    [['--keep', '0'], '--keep 0: a number from 1 to 1000 is needed'],
    [['--port', String(port)], `--port ${port}: it is in use`],
    [['extra'], "Unexpected argument 'extra'"],
  ];
  for (const [args, message] of mistakes) {
    // A mistake that is not found does not leave a server behind.
    const { ended, printed } = serve(AbortSignal.abort(), ...args);
    expect({ code: await ended, printed }).toEqual({ code: EXIT.wrongArguments, printed: [message] });
  }
});
