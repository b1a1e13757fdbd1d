/** A project of its own with the tarball and an older Vitest: fixtures, leaks, matchers and types. */
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ended } from '../../program.ts';
import { INSTALL_MS, type InstalledPackage } from '../installed-package.ts';

/** The oldest version that the package supports: it runs with the oldest Node. */
const VITEST = 'vitest@3.2.4';

const TESTS = `
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { expect, test } from '@eyepiece/harness/vitest';

const proxies = [];
async function startServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  let seq = 0;
  const timer = setInterval(() => {
    const frame = Buffer.alloc(16);
    frame.writeUInt32BE(seq, 0);
    seq += 1;
    for (const client of server.clients) client.send(frame);
  }, 20);
  const close = () => {
    clearInterval(timer);
    for (const client of server.clients) client.terminate();
    server.close();
  };
  return { url: 'ws://127.0.0.1:' + server.address().port, close };
}
const stream = { protocol: 'websocket', description: { seq: 'u32be@0' }, viewers: 2 };

async function measured({ opened, faults, crowd }, rules) {
  const server = await startServer();
  opened.push(server.close);
  const proxy = await faults({ target: server.url, rules });
  proxies.push(proxy.url);
  const viewers = await crowd({ ...stream, url: proxy.url.replace('http', 'ws') });
  viewers.begin();
  const before = Math.max(...viewers.received);
  while (Math.min(...viewers.received) < before + 20) await new Promise((resolve) => setTimeout(resolve, 20));
  return viewers.end();
}

test('healthy', async ({ opened, faults, crowd }) => {
  expect(await measured({ opened, faults, crowd }, [])).toHaveNoGaps();
});

test('fixtures are closed', async () => {
  await expect(fetch(proxies[0])).rejects.toThrow('fetch failed');
});

test('lossy', async ({ opened, faults, crowd }) => {
  expect(await measured({ opened, faults, crowd }, [{ fault: 'drop', direction: 'down', kind: 'binary', every: 3 }])).toHaveNoGaps();
});

test('leaking', () => {
  setInterval(() => undefined, 1000);
});
`;

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string; readonly failureMessages: readonly string[] }[];
  }[];
}

export function testForeignTests(harness: () => InstalledPackage): void {
  describe.concurrent('in a foreign project', () => {
    let project: InstalledPackage;
    beforeAll(async () => {
      project = await harness().with(VITEST);
    }, INSTALL_MS);
    afterAll(() => project.remove());

    it('fixtures close, and leaks and missed figures fail with their reasons', async () => {
      await project.file('viewers.test.js', TESTS);
      const vitest = join(project.folder, 'node_modules', 'vitest', 'vitest.mjs');
      const report = ['--reporter=json', '--outputFile=report.json'];
      const { code, out, error } = await project.startNode([vitest, 'run', ...report, '--testTimeout=120000']).ended;
      expect(code, out + error).toBe(1);
      const written = JSON.parse(await readFile(join(project.folder, 'report.json'), 'utf8')) as VitestReport;
      const results = written.testResults.flatMap(({ assertionResults }) => assertionResults);
      const [healthy, closed, lossy, leaking] = results;
      expect(
        results.map(({ title, status }) => `${title}: ${status}`),
        JSON.stringify(results),
      ).toEqual(['healthy: passed', 'fixtures are closed: passed', 'lossy: failed', 'leaking: failed']);
      expect([healthy, closed].flatMap((result) => result?.failureMessages)).toEqual([]);
      expect(lossy?.failureMessages[0]).toMatch(/\d+ frames are missing at 2 viewers; the worst got \d+\.\d %/);
      expect(leaking?.failureMessages.join('\n')).toMatch(
        /This test leaves 1 handles open:\n {2}Timeout opened at \S*viewers\.test\.js:\d+/,
      );
    });

    it.each([
      ['nodenext', ['--module', 'nodenext']],
      ['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
    ])('has types with the module resolution %s', async (name, options) => {
      await project.file(`${name}.ts`, TYPED);
      expect(await compiled(project, `${name}.ts`, options)).toMatchObject({ code: 0, out: '' });
    });
  });
}

const TYPED = `
import { FaultProxy, runScenario, scenarioOf, type FaultProxyOptions, type RunResult } from '@eyepiece/harness';
import type { OwnProtocol } from '@eyepiece/harness/protocol';
import { expect, test } from '@eyepiece/harness/vitest';
const options: FaultProxyOptions = { target: 'http://127.0.0.1:1', rules: [{ fault: 'rate', rate: '1mbit' }] };
export const started: Promise<FaultProxy> = FaultProxy.start(options);
// @ts-expect-error a fault of this name does not exist
options satisfies { rules: [{ fault: 'rat' }] };
export const result: Promise<RunResult> = runScenario(
  scenarioOf({ duration: '5s', target: { url: 'ws://127.0.0.1:1' }, crowds: [{ name: 'a', protocol: 'websocket' }] }),
);
// @ts-expect-error a scenario has crowds
scenarioOf({ duration: '5s', target: { url: 'ws://127.0.0.1:1' } });
export default { name: 'mine', dial: () => Promise.resolve({ close: () => undefined }) } satisfies OwnProtocol;
test('types', async ({ crowd, faults, opened }) => {
  const proxy = await faults({ target: 'http://127.0.0.1:1' });
  opened.push(() => proxy.close());
  const viewers = await crowd({ url: proxy.url, protocol: 'websocket', viewers: 2 });
  await expect(viewers).toRecoverWithin(1000);
  expect(await viewers.measure(1000)).toStayFresherThan(500);
  // @ts-expect-error the limit is a number
  expect(await viewers.measure(1000)).toStayFresherThan('500ms');
});
`;

/** With the compiler and the types of Node of this repository. */
function compiled(project: InstalledPackage, file: string, options: readonly string[]): Promise<Ended> {
  const require = createRequire(import.meta.url);
  const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const types = dirname(dirname(require.resolve('@types/node/package.json')));
  const strict = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2023', '--types', 'node', '--typeRoots', types];
  return project.startNode([compiler, ...strict, ...options, file]).ended;
}
