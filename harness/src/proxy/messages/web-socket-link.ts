/** A WebSocket connection through the proxy: both directions, and what is done to it as a whole. */
import type { Duplex } from 'node:stream';
import type { RuleBook } from '../rules/rule-book.ts';
import type { Direction, MessageContent } from '../rules/schema.ts';
import type { ConnectionIdentity } from '../rules/selection.ts';
import { contentOf } from './changes.ts';
import { Channel } from './channel.ts';
import { Decisions, type Decision } from './decisions.ts';
import { closePayload } from './frames.ts';
import type { Message } from './message.ts';
import { isSocketIo } from './socket-io.ts';

export interface LinkEnd extends Duplex {
  /** Ends it after what was written, and drops what it still receives. */
  leave(): void;
  /** Drops what it still receives; it is ended by the link. */
  abandon(): void;
  /** The other end of its connection has reset it. */
  readonly wasReset: boolean;
  /** Makes a reset of its end. */
  resetAtEnd(): void;
}

export interface WebSocketLinkOptions {
  readonly client: LinkEnd;
  readonly server: LinkEnd;
  readonly identity: ConnectionIdentity;
  readonly rules: RuleBook;
  readonly onMessage: (message: Message, decision: Decision) => void;
  readonly onUnreadable: (direction: Direction, reason: string) => void;
}

export class WebSocketLink {
  readonly #options: WebSocketLinkOptions;
  readonly #channels: Readonly<Record<Direction, Channel>>;

  constructor(options: WebSocketLinkOptions) {
    const { client, server, rules } = options;
    this.#options = options;
    // Before the channels end the peer.
    for (const [end, peer] of [
      [client, server],
      [server, client],
    ] as const) {
      end.once('close', () => {
        if (end.wasReset) peer.resetAtEnd();
      });
    }
    this.#channels = { up: this.#channel('up', client, server), down: this.#channel('down', server, client) };
    const forget = rules.onChange(() => {
      for (const channel of Object.values(this.#channels)) channel.release();
    });
    client.on('close', forget);
    server.on('close', () => client.abandon());
  }

  /** @returns whether the message was sent */
  inject(direction: Direction, content: MessageContent): boolean {
    return this.#channels[direction].inject([contentOf(content)]);
  }

  #close(code: number, reason: string): void {
    for (const channel of Object.values(this.#channels)) channel.closeWith(closePayload(code, reason));
    for (const end of [this.#options.client, this.#options.server]) end.leave();
  }

  #channel(direction: Direction, from: Duplex, to: Duplex): Channel {
    const { identity, rules, onMessage, onUnreadable } = this.#options;
    return new Channel({
      direction,
      from,
      to,
      isSocketIo: isSocketIo(identity.path),
      decisions: new Decisions(rules, identity),
      onMessage,
      onClose: (code, reason) => this.#close(code, reason),
      onUnreadable: (reason) => onUnreadable(direction, reason),
    });
  }
}
