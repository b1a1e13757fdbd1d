/**
 * A server that plays a recording to a client under test: HTTP responses, the handshake and the answers of Socket.IO, and
 * the messages of the server in their timing.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { listening } from '../../../system/listening.ts';
import { isSocketIo } from '../../../proxy/messages/socket-io.ts';
import type { Recording } from '../../file/reader.ts';
import { pathnameOf, readContents, type ReplayContents, type ReplayedConnection } from '../contents.ts';
import { Differences } from '../differences.ts';
import { HttpAnswers } from './http-answers.ts';
import { ServerSession } from './server-session.ts';

const PATIENCE_MS = 5000;
const MESSAGE_MAX_BYTES = 64 * 1024 * 1024;

export interface ReplayServerOptions {
  readonly recording: Recording;
  readonly host?: string;
  /** 0 is a free port (0). */
  readonly port?: number;
  /** Times as fast (1). */
  readonly speed?: number;
  /** Repeat the messages of each connection (false). */
  readonly loop?: boolean;
  /** How long a message of the client is waited for (5 s). */
  readonly patienceMs?: number;
  /** Called with each new difference between the client and the recorded one. */
  readonly onDifference?: (difference: string) => void;
  /** The recording cannot be read on. */
  readonly onProblem?: (error: Error) => void;
}

export class ReplayServer {
  readonly #options: ReplayServerOptions;
  readonly #contents: ReplayContents;
  readonly #differences: Differences;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  /** Also those that the HTTP server has given away. */
  readonly #connections = new Set<Socket>();
  readonly #sessions = new Set<ServerSession>();
  readonly #uses = new Map<ReplayedConnection, number>();
  #url = '';

  private constructor(options: ReplayServerOptions, contents: ReplayContents) {
    this.#options = options;
    this.#contents = contents;
    this.#differences = new Differences(options.onDifference);
    const answers = new HttpAnswers(contents.exchanges, this.#differences);
    this.#server = createServer((request, response) => answers.answer(request, response));
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX_BYTES });
    this.#server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    this.#server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      const path = request.url ?? '/';
      const connection = this.#choose((each) => each.pathname === pathnameOf(path) && each.isSocketIo === isSocketIo(path));
      if (!connection) {
        this.#differences.add(`a WebSocket connection to ${pathnameOf(path)} is not in the recording`);
        // A client that does not end its side would keep the connection.
        socket.once('finish', () => socket.destroy());
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#serve(webSocket, connection));
    });
  }

  /** @throws {RecordingError} if the recording is damaged, and the error of `listen` */
  static async start(options: ReplayServerOptions): Promise<ReplayServer> {
    const server = new ReplayServer(options, await readContents(options.recording));
    server.#url = await listening(server.#server, options);
    return server;
  }

  get url(): string {
    return this.#url;
  }

  /** What clients did differently than the recorded ones, one line each. */
  get differences(): readonly string[] {
    return this.#differences.lines;
  }

  /** Ends all connections. May be called twice. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#connections) socket.destroy();
    await closed;
  }

  #serve(socket: WebSocket, connection: ReplayedConnection): void {
    const { recording, speed = 1, loop = false, patienceMs = PATIENCE_MS, onProblem } = this.#options;
    const session: ServerSession = new ServerSession({
      socket,
      recording,
      connection,
      speed,
      loop,
      patienceMs,
      differences: this.#differences,
      connectionWith: (event) => this.#instead(session.connection, event),
      onProblem: (error) => onProblem?.(error),
    });
    this.#sessions.add(session);
    socket.on('close', () => this.#sessions.delete(session));
  }

  /** Of the connections that fit, the one that was used least; the first of them. */
  #choose(fits: (connection: ReplayedConnection) => boolean): ReplayedConnection | undefined {
    const usesOf = (connection: ReplayedConnection): number => this.#uses.get(connection) ?? 0;
    const [chosen] = this.#contents.connections.filter(fits).sort((a, b) => usesOf(a) - usesOf(b));
    if (chosen) this.#uses.set(chosen, usesOf(chosen) + 1);
    return chosen;
  }

  #instead(connection: ReplayedConnection, event: string): ReplayedConnection | undefined {
    const other = this.#choose(({ pathname, isSocketIo: is, events }) => is && pathname === connection.pathname && events.has(event));
    if (other) this.#uses.set(connection, (this.#uses.get(connection) ?? 1) - 1);
    return other;
  }
}
