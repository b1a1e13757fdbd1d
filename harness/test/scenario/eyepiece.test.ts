/** The shipped scenario of the hub: green, and red when a proxy changes what the hub sends. One hub serves all runs. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SyntheticCamera } from '../../src/eyepiece/camera/synthetic-camera.ts';
import { FaultProxy } from '../../src/proxy/fault-proxy.ts';
import type { RuleInput } from '../../src/proxy/rules/schema.ts';
import { loadScenario, scenarioOf } from '../../src/scenario/load.ts';
import type { RunResult } from '../../src/scenario/result.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { startHub, type StartedHub } from '../../src/scenario/stage/hub.ts';

const file = fileURLToPath(new URL('../../examples/scenarios/eyepiece.yaml', import.meta.url));
const vars = { duration: '10s' };

function missed({ expectations }: RunResult): string[] {
  return [...new Set(expectations.filter(({ passed }) => !passed).map(({ text }) => text.split(':')[0] ?? ''))];
}

let hub: StartedHub;
let camera: SyntheticCamera | undefined;
beforeAll(async () => {
  hub = await startHub(undefined);
  const size = { width: 320, height: 240, frameBytes: 20_000 };
  camera = await SyntheticCamera.connect({ hubUrl: hub.url, token: hub.cameraToken, cameraId: 'microscope', fps: 10, ...size });
});
afterAll(async () => {
  await camera?.close();
  await hub.close();
});

/** The example, with its first crowd, at an address instead of a hub of its own. */
async function run(url: string): Promise<RunResult> {
  const { input } = await loadScenario(file, { vars });
  const near = { ...input, vars: {}, cameras: [], crowds: input.crowds.slice(0, 1), expect: input.expect?.slice(0, 1) ?? [] };
  return runScenario(scenarioOf({ ...near, target: { url, ...hub.account } }));
}

it('is green', async () => {
  const result = await run(hub.url);
  expect(missed(result)).toEqual([]);
  expect(result.outcome).toBe('passed');
});

// The first connection is that of the harness itself, which compares the clocks.
it.concurrent.each([
  ['loses frames', { fault: 'drop', event: 'frame', share: 0.95 }, 'share'],
  ['sends frames twice', { fault: 'duplicate', event: 'frame' }, 'repeats'],
  ['sends frames out of order', { fault: 'reorder', event: 'frame', every: 3, wait: '1s' }, 'late'],
  ['sends frames late', { fault: 'delay', event: 'frame', delay: '6s', connections: { skip: 1 } }, 'age'],
  ['leaves a connection silently dead', { fault: 'half-open', connections: { numbers: [2] }, afterBytes: 30_000 }, 'share'],
])('is red when the hub %s', async (_defect, rule, figure) => {
  const proxy = await FaultProxy.start({ target: hub.url, rules: [{ direction: 'down', ...rule } as RuleInput] });
  try {
    const result = await run(proxy.url);
    expect(result.outcome).toBe('failed');
    expect(missed(result)).toContain(figure);
  } finally {
    await proxy.close();
  }
});
