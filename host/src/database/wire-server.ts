import { createServer } from 'node:net';
import type { ListenOptions, Server, Socket } from 'node:net';
import { once } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import { Turns } from './turns.ts';
import { WireSession } from './wire-session.ts';

export interface WireServerOptions {
  readonly database: PGlite;
  readonly listen: ListenOptions;
  readonly maxSessions: number;
  readonly password?: string | undefined;
  /** Time to connect and show the password; ten seconds unless given. */
  readonly startupMs?: number;
  /** Time without a word within a transaction while others wait; ten seconds unless given. */
  readonly silentTurnMs?: number;
  /** The same for newcomers when they come in crowds; a quarter of a second unless given. */
  readonly crowdedTurnMs?: number;
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
    // The chunk is a view of the database's memory, which the next one overwrites: copy it.
    await database.execProtocolRawStream(messages, { onRawData: (data) => chunks.push(Buffer.from(data)) });
    return Buffer.concat(chunks);
  };
}

async function stop(server: Server, sockets: Set<Socket>, turns: Turns): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
  // Waits for the statement that is running and for the rollbacks of those that were cut off.
  await turns.take({ preferred: false });
}

/**
 * Serves one PGlite to several PostgreSQL clients, one statement or transaction at a time.
 *
 * `@electric-sql/pglite-socket` 0.2.17 takes turns per protocol message instead: with eight clients and parameters
 * larger than a socket buffer, one client's Bind meets another's Parse and rows go to the wrong client.
 */
export async function serveWire(options: WireServerOptions): Promise<WireServer> {
  const turns = new Turns();
  const sockets = new Set<Socket>();
  const newcomers = new Set<WireSession>();
  const execute = executor(options.database);
  const server = createServer((socket) => {
    // Refused clients are told why; a flood of them is cut off.
    if (sockets.size >= 2 * options.maxSessions) {
      socket.on('error', () => undefined).destroy();
      return;
    }
    const refused = sockets.size >= options.maxSessions;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const { password, maxSessions, startupMs, silentTurnMs, crowdedTurnMs, onFailure } = options;
    const limits = { maxSessions, startupMs, silentTurnMs, crowdedTurnMs };
    new WireSession({ socket, turns, newcomers, execute, password, refused, onFailure, ...limits });
  });
  server.listen(options.listen);
  await once(server, 'listening');
  // A connection that could not be accepted is the client's loss; the others go on.
  server.on('error', () => undefined);
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  let closing: Promise<void> | undefined;
  return { port, close: () => (closing ??= stop(server, sockets, turns)) };
}
