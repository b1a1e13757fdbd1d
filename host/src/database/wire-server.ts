import { createServer } from 'node:net';
import type { ListenOptions, Server, Socket } from 'node:net';
import { once } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import { PriorityMutex } from './priority-mutex.ts';
import { WireSession } from './wire-session.ts';

export interface WireServerOptions {
  readonly database: PGlite;
  readonly listen: ListenOptions;
  readonly maxSessions: number;
  readonly password?: string | undefined;
  /** Deadline for connecting and authenticating; default ten seconds. */
  readonly startupMs?: number;
  /** Idle limit in a transaction while other clients wait; default ten seconds. */
  readonly idleInTransactionMs?: number;
  /** The same limit for newcomers while there is a crowd of them; default 250 ms. */
  readonly crowdedIdleMs?: number;
  readonly onFailure: (error: unknown) => void;
}

export interface WireServer {
  /** The TCP port, or 0 on a Unix socket. */
  readonly port: number;
  close(): Promise<void>;
}

function executor(database: PGlite): (messages: Buffer) => Promise<Buffer> {
  return async (messages) => {
    const chunks: Buffer[] = [];
    // Copy: the chunk is a view of the database's memory, which the next chunk overwrites.
    await database.execProtocolRawStream(messages, { onRawData: (data) => chunks.push(Buffer.from(data)) });
    return Buffer.concat(chunks);
  };
}

async function stop(server: Server, sockets: Set<Socket>, mutex: PriorityMutex): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
  // Waits for the running statement and for the rollbacks of disconnected clients.
  await mutex.acquire({ preferred: false });
}

/**
 * Serves one PGlite to several PostgreSQL clients, one statement or transaction at a time.
 * `@electric-sql/pglite-socket` 0.2.17 interleaves clients per protocol message. With eight clients and parameters
 * larger than a socket buffer, it runs one client's Bind after another's Parse and returns rows to the wrong client.
 */
export async function serveWire(options: WireServerOptions): Promise<WireServer> {
  const mutex = new PriorityMutex();
  const sockets = new Set<Socket>();
  const newcomers = new Set<WireSession>();
  const execute = executor(options.database);
  const server = createServer((socket) => {
    // Rejected clients receive an error message; a flood of them is disconnected without one.
    if (sockets.size >= 2 * options.maxSessions) {
      socket.on('error', () => undefined).destroy();
      return;
    }
    const refused = sockets.size >= options.maxSessions;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const { password, maxSessions, startupMs, idleInTransactionMs, crowdedIdleMs, onFailure } = options;
    const limits = { maxSessions, startupMs, idleInTransactionMs, crowdedIdleMs };
    new WireSession({ socket, mutex, newcomers, execute, password, refused, onFailure, ...limits });
  });
  server.listen(options.listen);
  await once(server, 'listening');
  // A failed accept affects that client only.
  server.on('error', () => undefined);
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  let closing: Promise<void> | undefined;
  return { port, close: () => (closing ??= stop(server, sockets, mutex)) };
}
