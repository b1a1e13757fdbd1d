/**
 * The shipped scenarios from the tarball, against servers that are not part of it. Each server is watched healthy, and
 * with one of the five defects; the defects are spread over the servers. `test/scenario` has every pair of a server and
 * a defect, from the sources: the code that finds a defect does not depend on the server or on the package.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type StartedHub } from '../../../src/scenario/stage/hub.ts';
import type { Defect } from '../../foreign/frame-source.ts';
import { MjpegServer } from '../../foreign/mjpeg-server.ts';
import { startChat, startPythonWebsockets, startWebSocket, type StreamingServer } from '../../foreign/streaming-servers.ts';
import type { Ended, Program } from '../../program.ts';
import type { InstalledPackage } from '../installed-package.ts';

const DURATION = '3s';
/** A hub makes a new database. */
const START_MS = 300_000;
/** The hub adapts to its viewers: a slow machine needs some time for a fair share. */
const HUB_DURATION = '8s';

interface Example {
  readonly name: string;
  readonly start: (isDefective: boolean) => Promise<StreamingServer>;
  readonly defect: Defect;
  /** The figure that must be missed; others may follow. */
  readonly figure: string;
}

const EXAMPLES: readonly Example[] = [
  { name: 'chat', start: (isDefective) => startChat(isDefective ? 'doubled' : undefined), defect: 'doubled', figure: 'repeats' },
  { name: 'websocket', start: (isDefective) => startWebSocket(isDefective ? 'unordered' : undefined), defect: 'unordered', figure: 'late' },
  {
    name: 'python-websockets',
    start: (isDefective) => startPythonWebsockets(isDefective ? 'lost' : undefined),
    defect: 'lost',
    figure: 'gaps',
  },
  { name: 'mjpeg', start: (isDefective) => MjpegServer.start(isDefective ? 'old' : undefined), defect: 'old', figure: 'age' },
];

export function testExamples(harness: () => InstalledPackage): void {
  const file = (name: string): string => join(harness().root, 'examples', 'scenarios', `${name}.yaml`);

  function run(name: string, url: string, ...args: readonly string[]): Promise<Ended> {
    return harness().start('run', file(name), '--var', `url=${url}`, '--var', `duration=${DURATION}`, ...args).ended;
  }

  describe.concurrent.each(EXAMPLES)('$name', ({ name, start, defect, figure }) => {
    async function runAgainst(isDefective: boolean): Promise<Ended> {
      const server = await start(isDefective);
      try {
        return await run(name, server.url);
      } finally {
        await server.close();
      }
    }

    it('is green', async () => {
      expectGreen(await runAgainst(false));
    });

    it(`is red when frames are ${defect}`, async () => {
      expectRed(await runAgainst(true), figure);
    });
  });

  describe.concurrent('running-hub', () => {
    let hub: StartedHub;
    const camera: { program?: Program } = {};
    beforeAll(async () => {
      hub = await startHub(undefined);
      const picture = ['--size', '320x240', '--frame-size', '20kb', '--fps', '10'];
      camera.program = harness().startNode(
        [join(harness().root, 'dist', 'cli.js'), 'camera', '--url', hub.url, '--id', 'synthetic', ...picture],
        { CAMERA_TOKEN: hub.cameraToken },
      );
      await camera.program.printed(/synthetic is connected/);
    }, START_MS);
    afterAll(async () => {
      camera.program?.signal('SIGTERM');
      const ended = await camera.program?.ended;
      await hub.close();
      expect(ended).toMatchObject({ code: 0, error: '' });
    });

    function runHub(url: string): Promise<Ended> {
      const { email, password } = hub.account;
      const vars = ['--var', `url=${url}`, '--var', `email=${email}`, '--var', `duration=${HUB_DURATION}`];
      return harness().startNode([join(harness().root, 'dist', 'cli.js'), 'run', file('running-hub'), ...vars], {
        EYEPIECE_PASSWORD: password,
      }).ended;
    }

    it('is green', async () => {
      expectGreen(await runHub(hub.url));
    });

    it('is red when a connection is silently dead', async () => {
      // The first connection is that of the harness itself, which compares the clocks.
      const dead = 'rules: [{ fault: half-open, direction: down, connections: { kind: websocket, numbers: [2] }, afterBytes: 30000 }]';
      const rules = await harness().file('dead.yaml', dead);
      const proxy = harness().start('proxy', '--target', hub.url, '--port', '0', '--rules', rules);
      const [url] = await proxy.printed(/http:\S+/);
      expectRed(await runHub(url), 'share');
      proxy.signal('SIGTERM');
      const { code, out } = await proxy.ended;
      expect(code).toBe(0);
      expect(out).toMatch(/half-open +on +1 +1 /);
    });
  });
}

/** With the failures, if there are any. */
function expectGreen({ code, out, error }: Ended): void {
  expect({ code, error, failures: out.match(/^FAILED .*$/gm) }, out).toEqual({ code: 0, error: '', failures: null });
}

function expectRed({ code, out, error }: Ended, figure: string): void {
  expect({ code, error }, out).toEqual({ code: 1, error: '' });
  expect(out).toMatch(new RegExp(`^FAILED \\S+\\.yaml:\\d+: \\w+: ${figure}: .*\\n {2}expected {2}\\S.*\\n {2}seen {6}\\S`, 'm'));
}
