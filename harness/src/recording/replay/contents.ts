/**
 * What a replay has to know of a recording in advance: the connections, what their clients send, the answers, and HTTP.
 * The messages of the server stay in the file.
 */
import { isSocketIo, packetOf, type SocketIoPacket } from '../../proxy/messages/socket-io.ts';
import type { ConnectionChange, RecordedExchange, RecordedMessage } from '../file/entries.ts';
import type { Recording } from '../file/reader.ts';
import { RecordingError } from '../file/recording-error.ts';
import { AnswerBook, AnswerSpace } from './answer-book.ts';

/** Of all responses; bodies of further ones are not kept. */
const BODIES_MAX_BYTES = 256 * 1024 * 1024;
const EXCHANGES_MAX = 100_000;
/** Of one connection. Clients choose the names. */
const NAMES_MAX = 1000;

export interface ReplayedConnection {
  readonly id: string;
  readonly path: string;
  readonly pathname: string;
  readonly isSocketIo: boolean;
  /** Names of the events that the client sends. */
  readonly events: Set<string>;
  readonly answers: AnswerBook;
  /** Packet that opens Engine.IO. */
  open: string | undefined;
  /** The answer to each CONNECT, by namespace. */
  readonly admissions: Map<string, string>;
}

export interface ReplayContents {
  readonly connections: readonly ReplayedConnection[];
  readonly exchanges: readonly RecordedExchange[];
}

/** @throws {RecordingError} */
export async function readContents(recording: Recording): Promise<ReplayContents> {
  const connections = new Map<string, ReplayedConnection>();
  const exchanges: RecordedExchange[] = [];
  const space = new AnswerSpace();
  let bodyBytes = 0;
  for await (const entry of recording.entries()) {
    if (entry.type === 'opened' && entry.kind === 'websocket') {
      if (!entry.path.startsWith('/')) throw new RecordingError(`${recording.file}: the path of ${entry.connection} does not start with /`);
      connections.set(entry.connection, newConnection(entry, space));
    } else if (entry.type === 'exchange') {
      if (exchanges.length >= EXCHANGES_MAX) continue;
      bodyBytes += entry.body.length;
      exchanges.push(bodyBytes <= BODIES_MAX_BYTES ? entry : { ...entry, body: new Uint8Array(), bodyOmitted: true });
    } else if (entry.type === 'message') {
      const connection = connections.get(entry.connection);
      if (connection?.isSocketIo) readMessage(connection, entry);
    }
  }
  if (connections.size + exchanges.length === 0) throw new RecordingError(`${recording.file}: the recording has nothing to play`);
  return { connections: [...connections.values()], exchanges };
}

export function textOf({ parts: [part] }: RecordedMessage): string {
  return part?.kind === 'text' ? Buffer.from(part.payload).toString('utf8') : '';
}

function newConnection({ connection: id, path }: ConnectionChange, space: AnswerSpace): ReplayedConnection {
  return {
    id,
    path,
    pathname: pathnameOf(path),
    isSocketIo: isSocketIo(path),
    events: new Set(),
    answers: new AnswerBook(space),
    open: undefined,
    admissions: new Map(),
  };
}

export function pathnameOf(path: string): string {
  return path.split('?')[0] ?? path;
}

function readMessage(connection: ReplayedConnection, message: RecordedMessage): void {
  const packet = packetOf(message.parts);
  if (message.direction === 'up') {
    if (packet?.event !== undefined && connection.events.size < NAMES_MAX) connection.events.add(packet.event);
    if (packet) connection.answers.request(packet, message.atUs);
    return;
  }
  if (!packet) {
    if (textOf(message).startsWith('0')) connection.open ??= textOf(message);
    return;
  }
  readServerPacket(connection, packet, message);
}

function readServerPacket({ answers, admissions }: ReplayedConnection, packet: SocketIoPacket, message: RecordedMessage): void {
  if (packet.type === 'ack') {
    const bytes = message.parts.reduce((sum, { payload }) => sum + payload.length, 0);
    answers.acknowledgement(packet, message.atUs, bytes);
  } else if ((packet.type === 'connect' || packet.type === 'connect_error') && admissions.size < NAMES_MAX) {
    admissions.set(packet.namespace, textOf(message));
  }
}
