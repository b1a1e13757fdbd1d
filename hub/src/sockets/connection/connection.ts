/**
 * Checks the packets of an Engine.IO connection before Socket.IO decodes them: one admission per connection, a budget
 * for every packet, and no packet types that clients of this hub never send. Also handles `frame:ack`, by far the most
 * frequent event: its normal path costs a tenth as much as the frames themselves (docs/adr/0003).
 */
import type { AckError } from '@eyepiece/shared-types';
import type { HubError } from '../../errors.ts';
import type { SocketLimits } from '../../process/limits/socket-limits.ts';
import type { Refusal } from '../../process/metrics.ts';
import { countControlFrames } from './control-frames.ts';
import type { EngineSocket, EngineTransport } from './engine.ts';
import { EventBudget, stricter, type Group } from './event-budget.ts';
import { costOf, readPacket, type Packet } from './packets.ts';
import type { Verdict } from '../../process/limits/token-bucket.ts';
import { Unsent } from './unsent.ts';

/** Socket.IO protocol 5: an event packet without acknowledgement id. */
const ACKNOWLEDGEMENT = '2["frame:ack",';
const MAX_ACKNOWLEDGEMENT_CHARS = 200;
/** Separator of packets in the body of a polling request. */
const SEPARATOR = '\x1e';
/** Maximum probes of new transports; clients send at most two. */
const MAX_PROBES = 8;
/** Time for the closing handshake of a WebSocket, ms. */
const CLOSING_MS = 500;

const REFUSED: AckError = { code: 'rate_limited', message: 'Too many events, try again in a moment' };

export type Acknowledged = (cameraId: unknown, seq: unknown) => void;

export interface ConnectionParts {
  readonly engine: EngineSocket;
  readonly address: string;
  readonly limits: SocketLimits;
  /** Counts refusals. @param ended the reason when the connection was closed */
  readonly refused: (reason: Refusal, ended?: string) => void;
}

/** The user, and for guests the link, with the budgets that their connections share. */
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
  /** Time of the last heartbeat. */
  heardAtMs = performance.now();
  /** Closes this connection in favour of a newer one. */
  supersede: (error: HubError) => void = () => this.close();
  /** Handler of `frame:ack` while the connection is watching. */
  acknowledged: Acknowledged | undefined;
  /** Bytes of sent frames that are not acknowledged. */
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
    this.#filterPackets();
    this.#boundPolling(engine.transport);
    this.#boundControlFrames(engine.transport);
    engine.on('packet', ({ type }) => {
      if (type === 'message') return; // counted by `#affords`
      this.heardAtMs = performance.now();
      if (this.#charge(1, 0) === 'flood') this.end('event_rate', 'a flood of heartbeats');
    });
    engine.on('upgrading', (transport) => {
      this.#boundControlFrames(transport);
      this.#probes += 1;
      if (this.#probes > MAX_PROBES) transport.close();
    });
  }

  get isOpen(): boolean {
    return this.#engine.readyState === 'open';
  }

  /** Starts handling an event, unless too many events of the connection or user are in progress. */
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

  /** Ends an event started by `begin`. */
  done(): void {
    this.#serving -= 1;
    if (this.owner) this.owner.person.serving -= 1;
  }

  /** Closes the connection after writing pending data. */
  close(): void {
    this.#engine.close();
  }

  /** Called before the response to a poll is written. */
  answering(): void {
    const { res } = this.#engine.transport;
    if (res) this.unsent.answering(res);
  }

  /** Destroys unsent responses to polls after a moment. */
  destroyUnsentSoon(): void {
    setTimeout(() => this.unsent.destroy(), CLOSING_MS).unref();
  }

  /** Cuts the connection because of the client's behaviour. Stops reading. */
  end(reason: Refusal, why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#refused(reason, why);
    const { socket } = this.#engine.transport;
    this.#engine.close(true);
    this.unsent.destroy();
    if (!socket) return;
    socket._autoPong = false;
    socket.pause?.();
    setTimeout(() => socket.terminate?.(), CLOSING_MS).unref();
  }

  #filterPackets(): void {
    const ordinary = this.#engine.listeners('data');
    for (const listener of ordinary) this.#engine.off('data', listener);
    this.#engine.on('data', (data, ...more) => {
      if (this.#ended || !this.#admits(data)) return;
      for (const listener of ordinary) listener(data, ...more);
    });
  }

  /** Whether a packet is passed on to Socket.IO. */
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

  /** Replies with an error. Not for `time:sync`, which has another reply format and whose clients retry. */
  #refuse({ name, ackId }: { readonly name: string; readonly ackId: string | undefined }): void {
    this.#refused('event_rate');
    if (ackId === undefined || name === 'time:sync') return;
    this.#engine.write(`3${ackId}${JSON.stringify([{ ok: false, error: REFUSED }])}`);
  }

  /** Handles a `frame:ack`. @returns false if it cannot be parsed and must take the normal path */
  #acknowledge(data: string, acknowledged: Acknowledged): boolean {
    const nowMs = performance.now();
    const own = this.#budget.acknowledgement(nowMs);
    const verdict = this.owner ? stricter(own, this.owner.person.budget.acknowledgement(nowMs)) : own;
    if (verdict === 'flood') this.end('event_rate', 'a flood of acknowledgements');
    if (verdict !== 'taken') return true;
    // Exceeding the shared budget of a link only refuses, see `#charge`.
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

  /** Exceeding the shared budget of a link only refuses, so that guests cannot close each other's connections. */
  #charge(cost: number, bytes: number): Verdict {
    const nowMs = performance.now();
    const own = this.#budget.event(cost, bytes, nowMs);
    if (!this.owner) return own;
    const { person, link } = this.owner;
    const ofLink = link?.budget.event(cost, bytes, nowMs) === 'taken' || !link ? 'taken' : 'refused';
    return stricter(stricter(own, person.budget.event(cost, bytes, nowMs)), ofLink);
  }

  #boundControlFrames({ socket }: EngineTransport): void {
    if (!socket) return;
    countControlFrames(socket, this.#limits.rates.connection.acknowledgements, {
      isAdmitted: () => this.owner !== undefined,
      charge: () => this.#charge(1, 0),
      flooded: (what) => this.end('event_rate', what),
    });
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

/** Counts packets, up to `enough`. */
function packetsIn(data: string, enough: number): number {
  let count = 1;
  for (let at = data.indexOf(SEPARATOR); at >= 0 && count <= enough; at = data.indexOf(SEPARATOR, at + 1)) count += 1;
  return count;
}
