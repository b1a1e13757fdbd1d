/** The package outside the checkout, with the oldest Node that it supports. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChatServer } from '../foreign/chat-server.ts';
import { INSTALL_MS, InstalledPackage } from './installed-package.ts';
import { testCommands } from './parts/commands.ts';
import { testExamples } from './parts/examples.ts';
import { testForeignTests } from './parts/foreign-tests.ts';

let harness: InstalledPackage;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  harness = await InstalledPackage.create();
}, INSTALL_MS);
afterAll(async () => {
  for (const close of closers) await close();
  await harness.remove();
});

it('has help', async () => {
  const { code, out, error } = await harness.start('--help').ended;
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/Usage: eyepiece-harness .*crowd .*proxy /s);
  expect(existsSync(join(harness.folder, 'node_modules', '.bin', 'eyepiece-harness'))).toBe(true);
});

it('measures a Socket.IO server', async () => {
  const server = await ChatServer.start();
  closers.push(() => server.close());
  let seq = 0;
  const publishing = setInterval(() => server.publish([(seq += 1)]), 40);
  closers.push(() => clearInterval(publishing));
  const flags = ['--protocol', 'socket.io', '--url', server.url, '--send', 'join ["room-1"]', '--seq', '0.seq'];
  const limits = ['--max-repeated', '0', '--max-late', '0'];
  const { code, out, error } = await harness.start('crowd', ...flags, ...limits, '--viewers', '3', '--warm-up', '0', '--duration', '1')
    .ended;
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/\d+ frames published .*3 fast +\d+/s);
});

it('loads a protocol of the user', async () => {
  const file = await harness.file('mine.mjs', `export default { name: 'mine', async dial() { throw new Error('not today'); } };`);
  const { code, error } = await harness.start('crowd', '--protocol', file, '--url', 'http://127.0.0.1:1').ended;
  expect({ code, error }).toEqual({ code: 3, error: 'not today\n' });
});

async function startServer(): Promise<string> {
  const server: Server = createServer((_request, response) => void response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('applies the faults of the example to a server', async () => {
  const rules = join(harness.root, 'examples', 'proxy', 'faults.yaml');
  const proxy = harness.start('proxy', '--target', await startServer(), '--port', '0', '--rules', rules);
  const [url] = await proxy.printed(/http:\S+/);
  expect(await (await fetch(url, { headers: { connection: 'close' } })).text()).toBe('hello');
  proxy.signal('SIGINT');
  const { code, out, error } = await proxy.ended;
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toMatch(/\nlossy +drop .*\nfar +latency /);
});

it('is imported by a program', async () => {
  const program = `
    import { FaultProxy } from '@eyepiece/harness';
    import '@eyepiece/harness/protocol';
    const proxy = await FaultProxy.start({ target: '${await startServer()}', rules: [{ name: 'far', fault: 'latency', delay: '1ms' }] });
    console.log(await (await fetch(proxy.url)).text(), proxy.counts()[0].name);
    await proxy.close();`;
  const { code, out, error } = await harness.startNode([await harness.file('program.mjs', program)]).ended;
  expect({ code, out, error }).toEqual({ code: 0, out: 'hello far\n', error: '' });
});

it('has documents whose links lead somewhere', async () => {
  const names = [join(harness.root, 'README.md')];
  for (const name of await readdir(join(harness.root, 'docs'))) names.push(join(harness.root, 'docs', name));
  const broken: string[] = [];
  for (const name of names) {
    for (const [, link = ''] of (await readFile(name, 'utf8')).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (!/^https?:/.test(link) && !existsSync(join(dirname(name), link))) broken.push(`${name}: ${link}`);
    }
  }
  expect(broken).toEqual([]);
});

testExamples(() => harness);
testCommands(() => harness);
testForeignTests(() => harness);
