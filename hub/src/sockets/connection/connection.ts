/**
 * One Engine.IO connection: what it may send, ahead of Socket.IO's decoder. One admission per connection, a budget for
 * every packet, and no packet that a client of this hub never sends. `frame:ack` is served from here: it is by far the
 * most frequent event, and its ordinary way costs as much as a tenth of the pictures themselves (docs/adr/0003).
 */
import type { AckError } from '@eyepiece/shared-types';
import type { HubError } from '../../errors.ts';
import type { SocketLimits } from '../../limits.ts';
import type { Refusal } from '../../metrics.ts';
import type { EngineSocket, EngineTransport } from './engine.ts';
import { EventBudget, worse, type Group } from './event-budget.ts';
import { costOf, readPacket, type Packet } from './packets.ts';
import type { Verdict } from './token-bucket.ts';
import { Unsent } from './unsent.ts';

/** Socket.IO protocol 5: an event packet without acknowledgement id. */
const ACKNOWLEDGEMENT = '2["frame:ack",';
const MAX_ACKNOWLEDGEMENT_CHARS = 200;
/** Separates the packets in the body of a polling request. */
const SEPARATOR = '\x1e';
/** A client asks twice at most whether a new transport works. */
const MAX_PROBES = 8;
/** A closed WebSocket may take this long to say goodbye, ms. */
const GOODBYE_MS = 500;

const REFUSED: AckError = { code: 'rate_limited', message: 'Too many events, try again in a moment' };

export type Acknowledged = (cameraId: unknown, seq: unknown) => void;

export interface ConnectionParts {
  readonly engine: EngineSocket;
  readonly address: string;
  readonly limits: SocketLimits;
  /** Counts what was refused; `ended` when the connection was closed for it. */
  readonly refused: (reason: Refusal, ended?: string) => void;
}

/** The person at the other end, and for guests the link, with what all their connections share. */
export interface Owner {
  readonly userId: string;
  readonly person: Group<Connection>;
  readonly link: Group<Connection> | undefined;
}

export class Connection {
  readonly address: string;
  readonly unsent: Unsent;
  /** Set once it is admitted. */
  owner: Owner | undefined;
  /** When the client was last heard, by a heartbeat. */
  heardAtMs = performance.now();
  /** Tells the client that another connection takes its place, and closes this one. */
  supersede: (error: HubError) => void = () => this.close();
  /** Takes `frame:ack` while somebody is served by this connection. */
  acknowledged: Acknowledged | undefined;
  /** Bytes of frames that were sent and are not acknowledged. */
  framesInFlight: () => number = () => 0;
  readonly #engine: EngineSocket;
  readonly #limits: SocketLimits;
  readonly #refused: ConnectionParts['refused'];
  readonly #budget: EventBudget;
  #serving = 0;
  #connecting = false;
  #ended = false;
  #probes = 0;

  constructor({ engine, address, limits, refused }: ConnectionParts) {
    this.#engine = engine;
    this.address = address;
    this.#limits = limits;
    this.#refused = refused;
    this.#budget = new EventBudget(limits.rates.connection, performance.now());
    this.unsent = new Unsent(engine);
    this.#tap();
    this.#boundPolling(engine.transport);
    engine.on('packet', ({ type }) => {
      if (type === 'message') return; // counted where it arrives as data
      this.heardAtMs = performance.now();
      if (this.#charge(1, 0) === 'flood') this.end('event_rate', 'a flood of heartbeats');
    });
    engine.on('upgrading', (transport) => {
      this.#probes += 1;
      if (this.#probes > MAX_PROBES) transport.close();
    });
  }

  get isOpen(): boolean {
    return this.#engine.readyState === 'open';
  }

  /** Whether an event may be served now: a connection and a person have a bound on what is under way at once. */
  begin(): boolean {
    const { owner } = this;
    const { maxServing, maxServingPerUser } = this.#limits;
    if (this.#serving >= maxServing || (owner && owner.person.serving >= maxServingPerUser)) {
      this.#refused('event_rate');
      return false;
    }
    this.#serving += 1;
    if (owner) owner.person.serving += 1;
    return true;
  }

  /** The event that `begin` let in has been served. */
  done(): void {
    this.#serving -= 1;
    if (this.owner) this.owner.person.serving -= 1;
  }

  /** Closes it in the ordinary way, after what is written. */
  close(): void {
    this.#engine.close();
  }

  /** The answer to a poll is about to be written. */
  answering(): void {
    const { res } = this.#engine.transport;
    if (res) this.unsent.answering(res);
  }

  /** The last answer to a poll has a moment to be sent. */
  giveUpUnsent(): void {
    setTimeout(() => this.unsent.destroy(), GOODBYE_MS).unref();
  }

  /** Cuts it for what the client did. Nothing more is read. */
  end(reason: Refusal, why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#refused(reason, why);
    const { socket } = this.#engine.transport;
    this.#engine.close(true);
    this.unsent.destroy();
    if (!socket) return;
    socket.pause?.();
    setTimeout(() => socket.terminate?.(), GOODBYE_MS).unref();
  }

  #tap(): void {
    const ordinary = this.#engine.listeners('data');
    for (const listener of ordinary) this.#engine.off('data', listener);
    this.#engine.on('data', (data, ...more) => {
      if (this.#ended || !this.#admits(data)) return;
      for (const listener of ordinary) listener(data, ...more);
    });
  }

  /** Whether a packet goes on to Socket.IO. */
  #admits(data: unknown): boolean {
    const { acknowledged } = this;
    if (acknowledged && typeof data === 'string' && data.startsWith(ACKNOWLEDGEMENT) && data.length <= MAX_ACKNOWLEDGEMENT_CHARS) {
      return !this.#acknowledge(data, acknowledged);
    }
    const packet = readPacket(data);
    if (packet.kind === 'violation') {
      this.end('socket_protocol', packet.why);
      return false;
    }
    if (packet.kind === 'connect' && this.#connecting) {
      this.end('socket_protocol', 'a second admission');
      return false;
    }
    if (packet.kind === 'connect') this.#connecting = true;
    return this.#affords(packet, (data as string).length);
  }

  #affords(packet: Packet, bytes: number): boolean {
    const verdict = this.#charge(packet.kind === 'event' ? costOf(packet.name) : 1, bytes);
    if (verdict === 'flood') this.end('event_rate', 'a flood of events');
    if (verdict === 'refused' && packet.kind === 'event') this.#refuse(packet);
    return verdict === 'taken' ? packet.kind !== 'acknowledgement' : verdict === 'refused' && packet.kind !== 'event';
  }

  /** `time:sync` has a reply of its own kind, and its clients try again by themselves. */
  #refuse({ name, ackId }: { readonly name: string; readonly ackId: string | undefined }): void {
    this.#refused('event_rate');
    if (ackId === undefined || name === 'time:sync') return;
    this.#engine.write(`3${ackId}${JSON.stringify([{ ok: false, error: REFUSED }])}`);
  }

  /** Whether it was one; what only looks like it goes the ordinary way. */
  #acknowledge(data: string, acknowledged: Acknowledged): boolean {
    const nowMs = performance.now();
    const own = this.#budget.acknowledgement(nowMs);
    const verdict = this.owner ? worse(own, this.owner.person.budget.acknowledgement(nowMs)) : own;
    if (verdict === 'flood') this.end('event_rate', 'a flood of acknowledgements');
    if (verdict !== 'taken') return true;
    // As with events, what the guests of one link send together is only refused.
    const link = this.owner?.link;
    if (link && link.budget.acknowledgement(nowMs) !== 'taken') return true;
    let event: unknown[];
    try {
      event = JSON.parse(data.slice(1)) as unknown[];
    } catch {
      return false;
    }
    acknowledged(event[1], event[2]);
    return true;
  }

  /** One link's guests do not close each other's connections: what they send together is only refused. */
  #charge(cost: number, bytes: number): Verdict {
    const nowMs = performance.now();
    const own = this.#budget.event(cost, bytes, nowMs);
    if (!this.owner) return own;
    const { person, link } = this.owner;
    const ofLink = link?.budget.event(cost, bytes, nowMs) === 'taken' || !link ? 'taken' : 'refused';
    return worse(worse(own, person.budget.event(cost, bytes, nowMs)), ofLink);
  }

  #boundPolling(transport: EngineTransport): void {
    const decode = transport.onData?.bind(transport);
    if (transport.name !== 'polling' || !decode) return;
    transport.onData = (data) => {
      if (this.#ended) return;
      if (packetsIn(data, this.#limits.maxPacketsPerRequest) > this.#limits.maxPacketsPerRequest) {
        this.end('socket_protocol', 'too many packets in one request');
      } else decode(data);
    };
  }
}

/** Counts as far as it needs to. */
function packetsIn(data: string, enough: number): number {
  let count = 1;
  for (let at = data.indexOf(SEPARATOR); at >= 0 && count <= enough; at = data.indexOf(SEPARATOR, at + 1)) count += 1;
  return count;
}
