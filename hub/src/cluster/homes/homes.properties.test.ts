/**
 * Random histories of three hubs, one camera service and their network: links that are dialled anew, claims that are
 * answered late, hubs that are paused or cut off, messages that are lost, doubled or overtaken, and PostgreSQL away.
 * The camera must never accept orders of two holders of control.
 */
import fc from 'fast-check';
import { FenceGate, type WelcomeFence } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { freeLease, step, type Lease } from '../../control/lease/lease.ts';
import { toLimits } from '../../control/lease/timing.ts';
import { HomeTable, type Home } from './home-table.ts';

const HISTORIES = 5000;
const LIMITS = toLimits();
const HUB_IDS = ['a', 'b', 'c'].map((letter) => letter.repeat(8) + '-0000-4000-8000-000000000000');
const PEOPLE = ['ana', 'ben', 'cleo'].map((userId) => ({ userId, name: userId.toUpperCase() }));
const CAMERA = 'cam';

type Message =
  | { kind: 'hello'; hub: number; link: number; seen: number }
  | { kind: 'claim'; hub: number; link: number; seen: number }
  | { kind: 'claimed'; hub: number; link: number; fence: number }
  | { kind: 'welcome'; link: number; welcome: WelcomeFence }
  | { kind: 'news'; hub: number; home: Home }
  | { kind: 'passed'; hub: number; fence: number; by: number }
  | { kind: 'order'; link: number; fence: number; hub: number; epoch: number; holder: string };

class Hub {
  readonly table: HomeTable;
  lease: Lease;
  /** The link of the camera, and its fence. */
  link: { id: number; fence: number } | undefined;

  constructor(hubId: string, epoch: number) {
    this.table = new HomeTable(hubId);
    this.lease = freeLease(epoch);
  }
}

class World {
  readonly hubs = HUB_IDS.map((id, index) => new Hub(id, index * 1000));
  readonly gate = new FenceGate();
  readonly welcomes = new Map<number, WelcomeFence>();
  readonly network: Message[] = [];
  readonly seen = new Set<string>();
  stored = 0;
  databaseAway = false;
  links = 0;
  /** The last link that the camera has dialled. Late messages of the others are read as well, to be strict. */
  current = 0;
  nowUs = 1_000_000;
  /** The last order that the camera accepted. */
  accepted: { fence: number; hub: number; epoch: number; holder: string } | undefined;

  dial(hub: number): void {
    this.links += 1;
    this.current = this.links;
    this.network.push({ kind: 'hello', hub, link: this.links, seen: this.gate.highest ?? 0 });
  }

  /** A person at one hub sends a command. If the camera lives elsewhere, it is passed to the home that the hub knows. */
  command(at: number, by: number, how: 'order' | 'take' | 'release'): void {
    const hub = this.hubs[at];
    const home = hub?.table.of(CAMERA);
    if (!hub || !home) return;
    if (home.hubId === hub.table.hubId) this.decide(at, by, how);
    else this.network.push({ kind: 'passed', hub: HUB_IDS.indexOf(home.hubId), fence: home.fence, by });
  }

  decide(at: number, by: number, how: 'order' | 'take' | 'release'): void {
    const hub = this.hubs[at];
    const person = PEOPLE[by];
    if (!hub?.link || !person) return;
    this.nowUs += 1000;
    const event =
      how === 'take'
        ? ({ kind: 'take', by: person, reason: 'a reason' } as const)
        : how === 'release'
          ? ({ kind: 'release', by: person } as const)
          : ({ kind: 'order', by: person, connected: true } as const);
    const { lease, refused } = step(hub.lease, event, this.nowUs, LIMITS);
    hub.lease = lease;
    if (refused || how !== 'order') return;
    this.network.push({ kind: 'order', link: hub.link.id, fence: hub.link.fence, hub: at, epoch: lease.epoch, holder: person.userId });
  }

  gossip(from: number, to: number): void {
    const home = this.hubs[from]?.table.of(CAMERA);
    if (home) this.network.push({ kind: 'news', hub: to, home });
  }

  deliver(message: Message): void {
    switch (message.kind) {
      case 'hello':
        this.network.push({ ...message, kind: 'claim' });
        break;
      case 'claim':
        this.#claim(message);
        break;
      case 'claimed':
        this.#claimed(message);
        break;
      case 'welcome':
        this.#welcome(message);
        break;
      case 'news':
        this.#learn(message.hub, message.home);
        break;
      case 'passed':
        if (this.hubs[message.hub]?.table.accepts(CAMERA, message.fence)) this.decide(message.hub, message.by, 'order');
        else this.seen.add('passed to a former home');
        break;
      case 'order':
        this.#order(message);
        break;
    }
  }

  /** As `Fences` does. A doubled request gets a fence of its own. */
  #claim({ hub, link, seen }: Extract<Message, { kind: 'claim' }>): void {
    const floor = Math.max(seen, this.hubs[hub]?.table.of(CAMERA)?.fence ?? 0) + 1;
    const fence = this.databaseAway ? floor : Math.max(this.stored + 1, floor);
    if (this.databaseAway) this.seen.add('claimed without the database');
    else this.stored = fence;
    this.network.push({ kind: 'claimed', hub, link, fence });
  }

  #claimed({ hub: at, link, fence }: Extract<Message, { kind: 'claimed' }>): void {
    const hub = this.hubs[at];
    // The answer to a claim arrives once: it is a call of the hub itself.
    if (!hub || hub.link?.id === link) return;
    if (!hub.table.claim(CAMERA, fence)) {
      this.seen.add('claimed too late');
      return;
    }
    hub.link = { id: link, fence };
    this.#freeLease(hub);
    this.network.push({ kind: 'welcome', link, welcome: { fence, hubId: hub.table.hubId } });
  }

  #welcome({ link, welcome }: Extract<Message, { kind: 'welcome' }>): void {
    if (this.gate.accept(welcome)) this.welcomes.set(link, welcome);
    else this.seen.add('welcome refused');
  }

  #learn(at: number, home: Home): void {
    const hub = this.hubs[at];
    const lesson = hub?.table.learn(CAMERA, home);
    if (lesson) this.seen.add(lesson);
    if (!hub || lesson !== 'replaced') return;
    hub.link = undefined;
    this.#freeLease(hub);
  }

  /** As the control desk does for a camera that comes or goes. */
  #freeLease(hub: Hub): void {
    hub.lease = freeLease(hub.lease.epoch + 1);
  }

  #order({ link, fence, hub, epoch, holder }: Extract<Message, { kind: 'order' }>): void {
    if (!this.gate.permits(this.welcomes.get(link), fence)) {
      this.seen.add('order refused');
      return;
    }
    const before = this.accepted;
    this.accepted = { fence, hub, epoch, holder };
    if (!before) return;
    if (fence < before.fence) throw new Error(`the camera accepted fence ${fence} after ${before.fence}`);
    if (fence > before.fence) {
      this.seen.add('orders of a new home');
      return;
    }
    if (hub !== before.hub) throw new Error(`two hubs gave orders with fence ${fence}`);
    if (epoch === before.epoch && holder !== before.holder) throw new Error(`two holders in epoch ${epoch} of fence ${fence}`);
  }
}

const hub = fc.nat(HUB_IDS.length - 1);
const anyAction = fc.oneof(
  { weight: 2, arbitrary: fc.record({ what: fc.constant('dial' as const), hub }) },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('command' as const),
      hub,
      by: fc.nat(PEOPLE.length - 1),
      how: fc.constantFrom('order' as const, 'order' as const, 'take' as const, 'release' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('gossip' as const), hub, to: hub }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('database' as const), away: fc.boolean() }) },
  // What happens to one message on its way; the choice is taken modulo the number of messages.
  { weight: 14, arbitrary: fc.record({ what: fc.constant('deliver' as const), choice: fc.nat(1000) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('double' as const, 'lose' as const), choice: fc.nat(1000) }) },
);
type Action = typeof anyAction extends fc.Arbitrary<infer T> ? T : never;

function play(world: World, action: Action): void {
  if (action.what === 'dial') world.dial(action.hub);
  else if (action.what === 'command') world.command(action.hub, action.by, action.how);
  else if (action.what === 'gossip') world.gossip(action.hub, action.to);
  else if (action.what === 'database') world.databaseAway = action.away;
  else {
    const { network } = world;
    const index = action.choice % Math.max(1, network.length);
    const message = network[index];
    if (!message) return;
    // The steps of a claim are calls inside one hub, which are neither lost nor doubled.
    const isCall = message.kind === 'claim' || message.kind === 'claimed';
    if (action.what === 'deliver' || (action.what === 'double' && !isCall)) world.deliver(message);
    if (action.what === 'deliver' || (action.what === 'lose' && !isCall)) network.splice(network.indexOf(message), 1);
  }
}

it(`never lets a camera accept two holders, over ${HISTORIES} histories`, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(anyAction, { minLength: 20, maxLength: 120 }), (history) => {
      const world = new World();
      for (const action of history) play(world, action);
      for (const event of world.seen) seen.add(event);
      // When the network heals, the camera has one home, and every hub knows it.
      world.databaseAway = false;
      world.network.length = 0;
      const settle = (): void => {
        for (let message = world.network.shift(); message; message = world.network.shift()) world.deliver(message);
      };
      for (let attempts = 0; attempts < 3; attempts += 1) {
        world.dial(attempts);
        settle();
        for (const from of HUB_IDS.keys()) for (const to of HUB_IDS.keys()) world.gossip(from, to);
        settle();
        if (world.hubs.some(({ link }) => link?.id === world.current && world.welcomes.has(link.id))) break;
      }
      const homes = new Set(world.hubs.map(({ table }) => JSON.stringify(table.of(CAMERA))));
      expect(homes.size).toBe(1);
      expect(world.hubs.filter(({ table }) => table.ownFence(CAMERA) !== undefined)).toHaveLength(1);
      expect(world.welcomes.get(world.current)?.fence).toBe(world.gate.highest);
      // The lease of the new home is free for a person at any hub.
      world.command(2, 1, 'order');
      settle();
      expect(world.accepted).toMatchObject({ fence: world.gate.highest, holder: 'ben' });
    }),
    { numRuns: HISTORIES },
  );
  expect([...seen].toSorted()).toEqual(
    [
      ...['claimed too late', 'claimed without the database', 'moved', 'old', 'order refused', 'orders of a new home'],
      ...['passed to a former home', 'replaced', 'same', 'welcome refused'],
    ].toSorted(),
  );
});
