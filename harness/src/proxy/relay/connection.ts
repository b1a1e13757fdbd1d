/** One connection of a client, and those to the target that serve it. The byte faults of both directions apply to all. */
import type { Socket } from 'node:net';
import { nowUs } from '../../timing/clock.ts';
import { byteShape, stopTimesMs, UNSHAPED, type ByteShape, type Stop } from '../bytes/byte-shape.ts';
import { ShapedSocket } from '../bytes/shaped-socket.ts';
import { WebSocketLink } from '../messages/web-socket-link.ts';
import { drawFor } from '../rules/draw.ts';
import type { RuleEntry, RuleBook } from '../rules/rule-book.ts';
import { isByteRule, type ByteRule, type Direction, type MessageContent } from '../rules/schema.ts';
import { selectsConnection, selectsDirection, type ConnectionIdentity } from '../rules/selection.ts';
import { dial, type Target } from './target.ts';
import type { ConnectionState, Tap } from './tap.ts';

export interface ConnectionOptions {
  readonly identity: ConnectionIdentity;
  readonly client: Socket;
  /** What was read from the client already. */
  readonly head: Buffer;
  readonly target: Target;
  readonly rules: RuleBook;
  readonly tap: Tap;
  /** The client and the target are gone. */
  readonly ended: () => void;
}

export class Connection {
  readonly client: ShapedSocket;
  readonly #target: Target;
  readonly #rules: RuleBook;
  readonly #toTarget = new Set<ShapedSocket>();
  readonly #passed = { up: { bytes: 0 }, down: { bytes: 0 } };
  readonly #openedMs = performance.now();
  readonly #matched = new Set<RuleEntry>();
  readonly #stopped = new Set<RuleEntry>();
  readonly #forgetRules: () => void;
  readonly #tap: Tap;
  readonly #ended: () => void;
  #identity: ConnectionIdentity;
  #link: WebSocketLink | undefined;
  #shapes: Record<Direction, ByteShape> = { up: UNSHAPED, down: UNSHAPED };
  #timers: NodeJS.Timeout[] = [];

  constructor({ identity, client, head, target, rules, tap, ended }: ConnectionOptions) {
    this.#identity = identity;
    this.#target = target;
    this.#rules = rules;
    this.#tap = tap;
    this.#ended = ended;
    this.client = new ShapedSocket({ stream: client, tcp: client, head, ...this.#lane('down') });
    this.#forgetRules = rules.onChange(() => this.#applyRules());
    this.client.on('close', () => this.#clientClosed());
    this.#applyRules();
  }

  get state(): ConnectionState {
    const { kind, number } = this.#identity;
    const id = `${kind === 'websocket' ? 'ws' : 'http'}${number}`;
    return { ...this.#identity, id, bytesUp: this.#passed.up.bytes, bytesDown: this.#passed.down.bytes };
  }

  /** A request on a connection that was plain HTTP so far asks for WebSocket. */
  becomes(identity: ConnectionIdentity): void {
    this.#identity = identity;
    this.#applyRules();
  }

  openTarget(): ShapedSocket {
    const socket = new ShapedSocket({ ...dial(this.#target), ...this.#lane('up') });
    this.#toTarget.add(socket);
    socket.on('close', () => this.#toTarget.delete(socket));
    socket.shape(this.#shapes.up);
    return socket;
  }

  /** Joins the client to the target when both speak WebSocket. */
  link(server: ShapedSocket): void {
    this.#link = new WebSocketLink({
      client: this.client,
      server,
      identity: this.#identity,
      rules: this.#rules,
      onMessage: (message, { faults }) => this.#tap.message?.({ ...message, connection: this.state, faults, atUs: nowUs() }),
      onUnreadable: (direction, reason) => {
        this.#tap.problem?.(`${this.state.id} ${direction} passes without message faults from now on: ${reason}`);
      },
    });
  }

  /** @returns whether the message was sent */
  inject(direction: Direction, content: MessageContent): boolean {
    return this.#link?.inject(direction, content) ?? false;
  }

  cut(): void {
    for (const socket of this.#sockets()) socket.cut();
  }

  destroy(): void {
    for (const socket of this.#sockets()) socket.destroy();
  }

  #sockets(): ShapedSocket[] {
    return [this.client, ...this.#toTarget];
  }

  #lane(direction: Direction) {
    const { kind, number } = this.#identity;
    return {
      passed: this.#passed[direction],
      random: drawFor(this.#rules.seed, 'jitter', kind, number, direction),
      onStop: (stop: Stop): void => this.#stop(stop),
    };
  }

  #applyRules(): void {
    const ageMs = performance.now() - this.#openedMs;
    const selected = this.#rules
      .all(isByteRule)
      .filter(({ isActive, name, rule }) => isActive && selectsConnection(this.#rules.seed, name, rule, this.#identity));
    for (const rule of selected) {
      if (!this.#matched.has(rule)) rule.counts.matched += 1;
      this.#matched.add(rule);
    }
    const shapeOf = (direction: Direction): ByteShape =>
      byteShape(
        selected.filter(({ rule }) => selectsDirection(rule, direction)),
        direction,
        ageMs,
      );
    this.#shapes = { up: shapeOf('up'), down: shapeOf('down') };
    this.client.shape(this.#shapes.down);
    for (const socket of this.#toTarget) socket.shape(this.#shapes.up);
    this.#awaitStops(selected, ageMs);
  }

  #awaitStops(rules: readonly RuleEntry<ByteRule>[], ageMs: number): void {
    for (const timer of this.#timers) clearTimeout(timer);
    const later = stopTimesMs(rules).filter((time) => time > ageMs);
    this.#timers = later.map((time) => setTimeout(() => this.#applyRules(), Math.ceil(time - ageMs)));
  }

  #stop({ by, fault }: Stop): void {
    if (!this.#stopped.has(by)) by.counts.applied += 1;
    this.#stopped.add(by);
    if (fault === 'cut') this.cut();
    else if (fault === 'reset') for (const socket of this.#sockets()) socket.reset();
  }

  #clientClosed(): void {
    this.#endWhenIdle();
    for (const socket of this.#toTarget) {
      socket.on('close', () => this.#endWhenIdle());
      socket.abandon();
    }
  }

  /** Rules go on to apply while data for the target is under way. */
  #endWhenIdle(): void {
    if (!this.client.destroyed || this.#toTarget.size > 0) return;
    this.#forgetRules();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#ended();
  }
}
