/** Listens to the packets of all connections while the feed of messages is open. Without a reader it adds no listener. */
import type { Correspondent, MessageFeed } from '../process/diagnostics/messages/feed.ts';
import { writtenName } from '../people/caller.ts';
import type { EnginePacket, EngineSocket } from './connection/engine.ts';
import type { HubServer, HubSocket } from './io.ts';

export class MessageTap {
  readonly #feed: MessageFeed;
  readonly #removals = new Map<HubSocket, () => void>();

  constructor(io: HubServer, feed: MessageFeed) {
    this.#feed = feed;
    const onConnection = (socket: HubSocket): void => this.#add(socket);
    feed.on('started', () => {
      for (const socket of io.sockets.sockets.values()) this.#add(socket);
      // Before the listener that sends the initial state.
      io.sockets.prependListener('connection', onConnection);
    });
    feed.on('stopped', () => {
      io.sockets.off('connection', onConnection);
      for (const remove of [...this.#removals.values()]) remove();
    });
  }

  #add(socket: HubSocket): void {
    const engine = socket.conn as unknown as EngineSocket;
    const correspondent: Correspondent = { name: () => writtenName(socket.data.principal), requests: new Map() };
    const onData = (data: unknown): void => {
      if (typeof data === 'string') this.#try(() => this.#feed.received(data, correspondent));
    };
    // Frames on the fast path create no packet, see viewer-sink.ts.
    const onPacket = ({ type, data }: EnginePacket): void => {
      if (type === 'message' && typeof data === 'string') this.#try(() => this.#feed.sent(data, correspondent));
    };
    const remove = (): void => {
      engine.off('data', onData);
      engine.off('packetCreate', onPacket);
      socket.off('disconnect', remove);
      this.#removals.delete(socket);
    };
    engine.on('data', onData);
    engine.on('packetCreate', onPacket);
    socket.on('disconnect', remove);
    this.#removals.set(socket, remove);
  }

  /** An error in a listener would end the process, and clients choose what the listeners read. */
  #try(read: () => void): void {
    try {
      read();
    } catch {
      this.#feed.failed();
    }
  }
}
