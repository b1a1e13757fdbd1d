/** What is in a recording, in figures. The file is read once, with memory that does not grow with it. */
import { isSocketIo, packetOf } from '../../proxy/messages/socket-io.ts';
import type { ConnectionChange, Entry, RecordedExchange, RecordedMessage } from '../file/entries.ts';
import { framesOf } from '../file/frame-parts.ts';
import type { Recording } from '../file/reader.ts';
import type { FrameFigures } from './frame-figures.ts';
import { FrameTally } from './frame-tally.ts';
import { messageName } from '../message-name.ts';
import { MessageTally, type MessageFigures } from './message-tally.ts';

/** Of messages and cameras; further ones share a row. */
const NAMES_MAX = 2000;
const OTHERS = '(others)';
const CONNECTIONS_MAX = 10_000;
const STATUS_MAX = 999;

export interface ConnectionFigures {
  readonly connection: string;
  readonly kind: 'websocket' | 'http';
  readonly path: string;
  /** Since the start of the recording. */
  readonly openedS: number;
  /** Null: open at the end of the recording. */
  readonly closedS: number | null;
}

export interface Inspection {
  readonly file: string;
  readonly bytes: number;
  /** The file ends too early; the figures are those of its readable part. */
  readonly isCutOff: boolean;
  /** ISO 8601; null if nothing is recorded. */
  readonly start: string | null;
  readonly end: string | null;
  readonly durationS: number;
  /** The first ones. */
  readonly connections: readonly ConnectionFigures[];
  /** Further ones. */
  readonly connectionsLeftOut: number;
  readonly messages: readonly MessageFigures[];
  readonly frames: readonly FrameFigures[];
  /** Number of HTTP requests by status. */
  readonly http: Readonly<Record<string, number>>;
}

/** @throws {RecordingError} if the file is damaged */
export async function inspect(recording: Recording): Promise<Inspection> {
  const inspector = new Inspector();
  for await (const entry of recording.entries()) inspector.add(entry);
  const { file, bytes, isCutOff } = recording;
  return { file, bytes, isCutOff, ...inspector.figures() };
}

interface Place {
  readonly connection: string;
  readonly direction: 'up' | 'down';
}

class Inspector {
  #startUs: number | undefined;
  #endUs = 0;
  readonly #connections = new Map<string, { readonly opened: ConnectionChange; closedUs: number | null }>();
  #connectionsLeftOut = 0;
  readonly #messages = new Map<string, { readonly place: Place & { name: string }; readonly tally: MessageTally }>();
  readonly #frames = new Map<string, { readonly place: Place & { camera: string }; readonly tally: FrameTally }>();
  readonly #http: Record<string, number> = {};

  add(entry: Entry): void {
    this.#startUs ??= entry.atUs;
    this.#endUs = Math.max(this.#endUs, entry.atUs);
    switch (entry.type) {
      case 'opened':
        if (this.#connections.size < CONNECTIONS_MAX) this.#connections.set(entry.connection, { opened: entry, closedUs: null });
        else this.#connectionsLeftOut += 1;
        break;
      case 'closed':
        this.#closed(entry);
        break;
      case 'exchange':
        this.#exchange(entry);
        break;
      case 'message':
        this.#message(entry);
    }
  }

  figures(): Omit<Inspection, 'file' | 'bytes' | 'isCutOff'> {
    const startUs = this.#startUs;
    const sinceStart = (us: number): number => Math.round((us - (startUs ?? us)) / 1000) / 1000;
    return {
      start: startUs === undefined ? null : iso(startUs),
      end: startUs === undefined ? null : iso(this.#endUs),
      durationS: startUs === undefined ? 0 : sinceStart(this.#endUs),
      connections: [...this.#connections.values()].map(({ opened: { connection, kind, path, atUs }, closedUs }) => ({
        connection,
        kind,
        path,
        openedS: sinceStart(atUs),
        closedS: closedUs === null ? null : sinceStart(closedUs),
      })),
      connectionsLeftOut: this.#connectionsLeftOut,
      messages: [...this.#messages.values()].map(({ place, tally }) => tally.figures(place)),
      frames: [...this.#frames.values()].map(({ place, tally }) => tally.figures(place)),
      http: this.#http,
    };
  }

  #closed({ connection, atUs }: ConnectionChange): void {
    const found = this.#connections.get(connection);
    if (found) found.closedUs = atUs;
  }

  #exchange({ status }: RecordedExchange): void {
    const name = status <= STATUS_MAX ? status : OTHERS;
    this.#http[name] = (this.#http[name] ?? 0) + 1;
  }

  #message({ connection, direction, parts, atUs, camera }: RecordedMessage): void {
    const path = this.#connections.get(connection)?.opened.path ?? '';
    const packet = isSocketIo(path) ? packetOf(parts) : undefined;
    const bytes = parts.reduce((sum, { payload }) => sum + payload.length, 0);
    const place = { connection, direction };
    const name = messageName(parts, packet);
    row(this.#messages, place, name, (chosen) => ({ place: { ...place, name: chosen }, tally: new MessageTally() })).tally.add(atUs, bytes);
    for (const { jpeg, fields } of framesOf(parts)) {
      const made = (chosen: string) => ({ place: { ...place, camera: chosen }, tally: new FrameTally() });
      row(this.#frames, place, camera, made).tally.add(atUs, jpeg.length, fields);
    }
  }
}

function row<T>(rows: Map<string, T>, { connection, direction }: Place, name: string, make: (name: string) => T): T {
  const keyOf = (chosen: string): string => `${connection} ${direction} ${chosen}`;
  const chosen = rows.has(keyOf(name)) || rows.size < NAMES_MAX ? name : OTHERS;
  const found = rows.get(keyOf(chosen)) ?? make(chosen);
  rows.set(keyOf(chosen), found);
  return found;
}

function iso(us: number): string {
  return new Date(us / 1000).toISOString();
}
