/** What each figure sees, with viewers and a clock of the test. */
import { expect, it } from 'vitest';
import { nowUs } from '../../timing/clock.ts';
import type { Arrivals } from '../../protocols/protocol.ts';
import { Group } from '../measure/group.ts';
import type { ScenarioInput } from '../schema/scenario.ts';
import { scenarioOf } from '../load.ts';
import { Expectations } from './expectations.ts';

type ExpectInput = NonNullable<ScenarioInput['expect']>[number];

const CONNECTION = { acknowledge: () => undefined, stall: () => undefined, resume: () => undefined, close: () => undefined };
const END = 10_000;
/** Ages are measured with the clock of the machine. */
const TOLERANCE_MS = 5000;

/** Two viewers, a fault from 3 s to 5 s, and a time that the test sets. */
class Scene {
  readonly group: Group;
  readonly #expectations: Expectations;
  readonly #arrivals: Arrivals[] = [];
  #nowMs = 0;

  private constructor(expected: ExpectInput, protocol: string, faultEndMs: number) {
    const clock = { aheadUs: 0, measured: false, sequence: { modulus: null, numbering: 'server' } } as const;
    this.group = new Group({ name: 'a', viewers: 2, clock, nowMs: () => this.#nowMs });
    const crowds = [{ name: 'a', viewers: 2, protocol }];
    const faults = [{ name: 'outage', at: '3s', for: '2s', rules: [{ fault: 'half-open' as const }] }];
    const scenario = scenarioOf({ duration: '10s', target: { url: 'http://127.0.0.1:1' }, crowds, faults, expect: [expected] });
    const times = { name: 'outage', fromMs: 3000, toMs: faultEndMs };
    this.#expectations = new Expectations(scenario, { groups: [this.group], processes: [], faults: [times] });
  }

  static async open(expected: ExpectInput, protocol = 'websocket', faultEndMs = 5000): Promise<Scene> {
    const scene = new Scene(expected, protocol, faultEndMs);
    for (const viewer of scene.group.viewers) {
      scene.group.joined(viewer);
      const dial = scene.group.watched(viewer, (arrivals) => {
        scene.#arrivals.push(arrivals);
        return Promise.resolve(CONNECTION);
      });
      await dial({ frame: () => undefined, message: () => undefined, lost: () => undefined });
    }
    return scene;
  }

  frame(atMs: number, seq: number, { viewer = 0, ageMs = 0 } = {}): this {
    this.#nowMs = atMs;
    this.#arrivals[viewer]?.frame({ seq, capturedAtUs: nowUs() - ageMs * 1000, width: null }, 100);
    return this;
  }

  /** The same frames at both viewers. */
  frames(atMs: number, ...seqs: readonly number[]): this {
    for (const seq of seqs) for (const viewer of [0, 1]) this.frame(atMs, seq, { viewer });
    return this;
  }

  message(atMs: number, name: string, json?: string): this {
    this.#nowMs = atMs;
    this.#arrivals[0]?.message(name, 10, json);
    return this;
  }

  fault(atMs: number, code: string): this {
    this.#nowMs = atMs;
    this.#arrivals[0]?.fault?.(code, `${code} at a frame`);
    return this;
  }

  lost(atMs: number, reason: string): this {
    this.#nowMs = atMs;
    this.#arrivals[0]?.lost(reason);
    return this;
  }

  end() {
    this.#nowMs = END;
    const [result, ...others] = this.#expectations.results(END);
    if (!result || others.length > 0) throw new Error('one result is needed');
    return result;
  }
}

it('finds a gap, with its time, its viewer and the messages around it', async () => {
  const scene = await Scene.open({ gaps: { max: 1 } });
  const result = scene.frames(1000, 1, 2).frame(1100, 3).frame(1200, 3, { viewer: 1 }).frame(2000, 6).frame(2000, 6, { viewer: 1 }).end();
  expect(result).toMatchObject({
    passed: false,
    expected: 'at most 1 missing frame',
    seen: '4 missing frames',
    atMs: 2000,
    connection: 'a#1',
  });
  expect(result.around.map(({ seq }) => seq)).toEqual([null, 1, 2, 3, 6]);
});

it('does not count frames as missing that arrive late', async () => {
  const order = async (expected: ExpectInput) => (await Scene.open(expected)).frames(1000, 1, 3, 2, 4).end();
  expect(await order({ gaps: { max: 0 } })).toMatchObject({ passed: true, seen: '0 missing frames' });
  expect(await order({ late: { max: 1 } })).toMatchObject({ passed: false, seen: '2 frames after a newer one', connection: 'a#2' });
});

it('counts frames after the last of a viewer as missing', async () => {
  const dead = async (expected: ExpectInput) => (await Scene.open(expected)).frames(1000, 1, 2).frame(2000, 3).frame(2000, 4).end();
  expect(await dead({ gaps: { max: 0 } })).toMatchObject({ passed: false, seen: '2 missing frames', atMs: 1000, connection: 'a#2' });
  expect(await dead({ share: { min: 0.6 } })).toMatchObject({ passed: false, seen: '50 % at the worst viewer', connection: 'a#2' });
  expect(await dead({ share: { min: 0.5 } })).toMatchObject({ passed: true });
  expect(await dead({ withoutFrame: { max: '8500ms' } })).toMatchObject({
    passed: false,
    seen: '9000 ms without a frame',
    connection: 'a#2',
    atMs: 1000,
  });
  expect(await dead({ withoutFrame: { max: '9s' } })).toMatchObject({ passed: true });
});

it('counts repeats and bytes', async () => {
  const scene = async (expected: ExpectInput) => (await Scene.open(expected)).frames(1000, 1, 1, 2).end();
  expect(await scene({ repeats: { max: 1 } })).toMatchObject({ passed: false, seen: '2 repeated frames', connection: 'a#2' });
  expect(await scene({ bytes: { min: '601B' } })).toMatchObject({ passed: false, expected: 'at least 601 B', seen: '600 B' });
});

it('counts messages that break the rules of the protocol as errors', async () => {
  const scene = async (expected: ExpectInput) => (await Scene.open(expected)).fault(1000, 'broken-chain').fault(2000, 'broken-chain').end();
  expect(await scene({ errors: { 'broken-chain': { max: 1 } } })).toMatchObject({ passed: false, connection: 'a#1', atMs: 2000 });
  expect(await scene({ errors: { 'broken-chain': { max: 2 } } })).toMatchObject({ passed: true });
  expect(await scene({ errors: { any: { max: 0 } } })).toMatchObject({ passed: false, seen: '2 errors' });
});

it('takes only what is in the window', async () => {
  const scene = async (expected: ExpectInput) => (await Scene.open(expected)).frames(1000, 1, 3).frames(4000, 4).frames(6000, 7).end();
  expect(await scene({ gaps: { max: 0 }, before: '2s' })).toMatchObject({ seen: '2 missing frames' });
  expect(await scene({ gaps: { max: 0 }, after: '5s' })).toMatchObject({ seen: '4 missing frames' });
  expect(await scene({ gaps: { max: 0 }, during: 'outage' })).toMatchObject({ passed: true });
  expect(await scene({ withoutFrame: { max: '1s' }, during: 'outage' })).toMatchObject({ passed: true, seen: '1000 ms without a frame' });
  expect(await scene({ framesPerSecond: { min: 1 }, during: 'outage' })).toMatchObject({ seen: '0.5 at the slowest, 0.5 at the fastest' });
});

it('measures ages, also while no frame arrives', async () => {
  const scene = async (expected: ExpectInput) => (await Scene.open(expected)).frame(1000, 1, { ageMs: 60_000 }).end();
  expect(await scene({ age: { p50: '30s' } })).toMatchObject({ passed: false, connection: 'a#1', atMs: 1000 });
  expect(await scene({ age: { p99: `${60_000 + TOLERANCE_MS}ms` } })).toMatchObject({ passed: true });
  // The clock of the scene goes to 10 s, but the clock of the machine does not: the frame is 60 s old at the end.
  expect(await scene({ age: { max: '50s' } })).toMatchObject({ passed: false, connection: 'a#1' });
  const ageless = await Scene.open({ age: { p50: '1s' } });
  expect(ageless.end()).toMatchObject({ passed: false, seen: 'unknown, because no frame in this time has a time of capture' });
});

it('measures the first frame and the recovery of the slowest viewer', async () => {
  const scene = async (expected: ExpectInput) =>
    (await Scene.open(expected)).frames(500, 1).frame(5200, 2).frame(8000, 2, { viewer: 1 }).end();
  expect(await scene({ firstFrame: { max: '400ms' } })).toMatchObject({ passed: false, seen: '500 ms at the slowest viewer' });
  expect(await scene({ recovery: { max: '2s' } })).toMatchObject({
    passed: false,
    seen: '3000 ms at the slowest viewer',
    connection: 'a#2',
    atMs: 8000,
  });
  expect(await scene({ recovery: { max: '3s' } })).toMatchObject({ passed: true });
  const silent = (await Scene.open({ recovery: { max: '3s' } })).frames(500, 1).frame(5200, 2).end();
  expect(silent).toMatchObject({ passed: false, seen: '5000 ms at the slowest viewer; 1 viewer had none', connection: 'a#2', atMs: 5000 });
  const endless = (await Scene.open({ recovery: { max: '3s' } }, 'websocket', END + 100)).frames(500, 1).end();
  expect(endless).toMatchObject({ passed: false, seen: 'no fault ended while a viewer was there' });
});

it('counts losses and errors by code, and connections', async () => {
  const scene = async (expected: ExpectInput) => (await Scene.open(expected)).lost(2000, 'closed by the server: 1011 broken').end();
  expect(await scene({ losses: { max: 0 } })).toMatchObject({ passed: false, seen: '1 lost connection', connection: 'a#1', atMs: 2000 });
  expect(await scene({ errors: { 'close-1011': { max: 0 } } })).toMatchObject({ passed: false, seen: '1 error close-1011' });
  expect(await scene({ errors: { ECONNRESET: { max: 0 } } })).toMatchObject({ passed: true });
  expect(await scene({ connected: { min: 2 } })).toMatchObject({ passed: false, seen: '1 of 2 viewers connected', connection: 'a#1' });
  expect(await scene({ connected: { min: 2 }, before: '1s' })).toMatchObject({ passed: true });
});

it('finds messages that must not arrive', async () => {
  const scene = async (expected: ExpectInput) => (await Scene.open(expected)).message(2000, 'error', '{"code":500}').end();
  expect(await scene({ never: { message: 'error' } })).toMatchObject({ passed: false, seen: '1 such message', atMs: 2000 });
  expect(await scene({ never: { message: 'error', where: 'code=500' } })).toMatchObject({ passed: false });
  expect(await scene({ never: { message: 'error', where: 'code=404' } })).toMatchObject({ passed: true });
  expect(await scene({ never: { message: 'constructor' } })).toMatchObject({ passed: true, expected: 'no message constructor' });
});

it('reads the arguments of events of Socket.IO', async () => {
  const open = async (expected: ExpectInput) =>
    (await Scene.open(expected, 'socket.io')).message(2000, 'chat', '["chat",{"room":"lobby"}]');
  const always: ExpectInput = { always: { message: 'chat', where: '0.room=lobby' } };
  expect((await open(always)).end()).toMatchObject({ passed: true, seen: '0 of 1 without it' });
  const other = (await open(always)).message(3000, 'chat', '["chat",{"room":"cellar"}]').end();
  expect(other).toMatchObject({ passed: false, seen: '1 of 2 without it', atMs: 3000 });
  expect(other.around.at(-1)).toMatchObject({ name: 'chat', text: '["chat",{"room":"cellar"}]' });
  expect((await Scene.open(always, 'socket.io')).end()).toMatchObject({ passed: false, seen: 'no message chat' });
});

it('awaits a message after another', async () => {
  const within: ExpectInput = { within: { message: 'pong', of: 'ping', time: '1s' } };
  const open = async () => (await Scene.open(within)).message(1000, 'ping');
  expect((await open()).message(1900, 'pong').end()).toMatchObject({ passed: true, seen: '900 ms at most' });
  expect((await open()).message(2500, 'pong').end()).toMatchObject({ passed: false, seen: '1 of 1 too late or never', atMs: 2000 });
  expect((await open()).end()).toMatchObject({ passed: false, seen: '1 of 1 too late or never' });
  // The messages are those around the time at which it was missed.
  const late = (await open()).message(1500, 'a').message(2100, 'b');
  for (let atMs = 3000; atMs < 9000; atMs += 100) late.message(atMs, 'c');
  expect(late.end().around.map(({ name }) => name)).toEqual(['opened', 'ping', 'a', 'b', 'c', 'c', 'c', 'c', 'c']);
  // The time is not over at the end.
  expect((await Scene.open(within)).message(9500, 'ping').end()).toMatchObject({ passed: true });
});
