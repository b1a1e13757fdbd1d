/** Commands of the tarball besides scenarios: reports, recordings and the page. */
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { RunResult } from '../../../src/scenario/result.ts';
import { startWebSocket } from '../../foreign/streaming-servers.ts';
import type { InstalledPackage } from '../installed-package.ts';

const MESSAGES = 20;

/** The first messages that a client gets. */
async function firstMessages(url: string): Promise<Buffer[]> {
  const socket = new WebSocket(url.replace('http:', 'ws:'));
  const messages: Buffer[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('message', (data: Buffer) => {
        if (messages.push(data) === MESSAGES) resolve();
      });
      socket.on('close', () => reject(new Error(`the connection ended after ${messages.length} messages`)));
      socket.on('error', reject);
    });
  } finally {
    const closed = once(socket, 'close');
    socket.terminate();
    await closed;
  }
  // More may arrive with the last one.
  return messages.slice(0, MESSAGES);
}

export function testCommands(harness: () => InstalledPackage): void {
  describe.concurrent('commands', () => {
    it('run writes four reports', async () => {
      const server = await startWebSocket('doubled');
      try {
        const file = join(harness().root, 'examples', 'scenarios', 'websocket.yaml');
        const vars = ['--var', `url=${server.url}`, '--var', 'duration=2s'];
        const { code, error } = await harness().start('run', file, ...vars, '--report', 'reports/doubled').ended;
        expect({ code, error }).toEqual({ code: 1, error: '' });
      } finally {
        await server.close();
      }
      const folder = join(harness().folder, 'reports', 'doubled');
      expect((await readdir(folder)).sort()).toEqual(['junit.xml', 'report.html', 'result.json', 'summary.md']);
      const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
      const result = JSON.parse(await text('result.json')) as RunResult;
      const missed = result.expectations.filter(({ passed }) => !passed);
      expect(missed.map((each) => each.text)).toContain('repeats: { max: 0 }');
      expect(await text('junit.xml')).toContain(`failures="${missed.length}"`);
      for (const name of ['junit.xml', 'report.html', 'summary.md']) expect(await text(name)).toContain('no repeated frames');
      // The page is one file: scripts and styles are inside.
      expect(await text('report.html')).not.toMatch(/<(script|link)[^>]+(src|href)=/);
    });

    it('a session is recorded, inspected and replayed', async () => {
      const server = await startWebSocket();
      const recorder = harness().start('record', '--target', server.url, '--out', 'session.mcap', '--port', '0');
      const [relay] = await recorder.printed(/http:\S+/);
      const sent = await firstMessages(relay);
      recorder.signal('SIGINT');
      expect(await recorder.ended).toMatchObject({ code: 0, error: '' });
      await server.close();

      const inspected = await harness().start('inspect', 'session.mcap').ended;
      expect(inspected).toMatchObject({ code: 0, error: '' });
      expect(inspected.out).toMatch(/^ws1 +down +binary +\d+ /m);

      const player = harness().start('replay', 'session.mcap', '--as', 'server', '--port', '0');
      const [replayed] = await player.printed(/http:\S+/);
      expect(await firstMessages(replayed)).toEqual(sent);
      player.signal('SIGTERM');
      expect(await player.ended).toMatchObject({ code: 0 });
    });

    it('serve answers those who have the token, and ends on a signal', async () => {
      const scenarios = join(harness().root, 'examples', 'scenarios');
      const page = harness().start('serve', '--folder', scenarios, '--port', '0');
      const [address] = await page.printed(/http:\S+/);
      const { origin, port, searchParams } = new URL(address);
      const withToken = { headers: { cookie: `eyepiece-harness-${port}=${searchParams.get('token') ?? ''}` } };
      expect((await fetch(`${origin}/api/scenarios`)).status).toBe(401);
      const listed = await (await fetch(`${origin}/api/scenarios`, withToken)).text();
      for (const name of ['chat.yaml', 'websocket.yaml', 'running-hub.yaml']) expect(listed).toContain(name);
      const html = await (await fetch(origin, withToken)).text();
      const files = [...html.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, path = '']) => path);
      expect(files.length).toBeGreaterThan(1);
      for (const path of files) expect((await fetch(origin + path, withToken)).status, path).toBe(200);
      page.signal('SIGTERM');
      expect(await page.ended).toMatchObject({ code: 0, error: '' });
      await expect(fetch(origin)).rejects.toThrow('fetch failed');
    });
  });
}
