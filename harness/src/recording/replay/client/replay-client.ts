/** Plays the clients of a recording against a server under test, and reports what the server does differently. */
import { packetOf } from '../../../proxy/messages/socket-io.ts';
import type { Entry, RecordedMessage } from '../../file/entries.ts';
import type { Recording } from '../../file/reader.ts';
import { ClientSession, type ClientOptions } from './client-session.ts';
import { readContents, type ReplayedConnection } from '../contents.ts';
import { Differences } from '../differences.ts';
import { Expectations } from './expectations.ts';
import { Timeline } from '../timeline.ts';
import { pause } from '../../../timing/pause.ts';

const WAIT_MS = 5000;
const POLL_MS = 50;

export interface ReplayClientOptions {
  readonly recording: Recording;
  /** `http://…`, `https://…`, `ws://…` or `wss://…`, without a path. */
  readonly target: string;
  /** Times as fast (1). */
  readonly speed?: number;
  /** Instead of the recorded auth payloads of Socket.IO, which may be redacted. */
  readonly auth?: object;
  /** Of the WebSocket handshakes. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long answers are waited for after the last message (5 s). */
  readonly waitMs?: number;
  readonly stopped?: AbortSignal;
}

export interface ReplayResult {
  readonly connections: number;
  /** Messages sent. */
  readonly sent: number;
  /** What the server did differently, one line each. */
  readonly differences: readonly string[];
}

/** @throws {RecordingError} if the recording is damaged */
export async function replayAsClient(options: ReplayClientOptions): Promise<ReplayResult> {
  const { connections } = await readContents(options.recording);
  return new ClientReplay(options, connections).run();
}

class ClientReplay {
  readonly #options: ReplayClientOptions;
  readonly #connections: ReadonlyMap<string, { readonly connection: ReplayedConnection; readonly expectations: Expectations }>;
  readonly #sessions = new Map<string, ClientSession>();
  readonly #differences = new Differences();
  readonly #timeline: Timeline;
  readonly #client: ClientOptions;
  readonly #stopped: AbortSignal;
  #sent = 0;

  constructor(options: ReplayClientOptions, connections: readonly ReplayedConnection[]) {
    const { speed = 1, target, headers = {}, auth, stopped = new AbortController().signal } = options;
    this.#options = options;
    this.#connections = new Map(
      connections.map((connection) => [connection.id, { connection, expectations: new Expectations(connection) }]),
    );
    this.#timeline = new Timeline(speed);
    this.#client = { target, headers, auth, stopped };
    this.#stopped = stopped;
  }

  async run(): Promise<ReplayResult> {
    try {
      let isFirst = true;
      for await (const entry of this.#options.recording.entries()) {
        if (isFirst) this.#timeline.anchor(entry.atUs);
        isFirst = false;
        await this.#play(entry);
        if (this.#stopped.aborted) break;
      }
      await this.#awaitAnswers([...this.#sessions.keys()].flatMap((id) => this.#connections.get(id)?.expectations ?? []));
    } finally {
      for (const session of this.#sessions.values()) session.terminate();
    }
    for (const [id, { expectations }] of this.#connections) {
      if (this.#sessions.has(id)) for (const line of expectations.differences()) this.#differences.add(line);
    }
    return { connections: this.#sessions.size, sent: this.#sent, differences: this.#differences.lines };
  }

  async #play(entry: Entry): Promise<void> {
    const known = this.#connections.get(entry.connection);
    if (!known || entry.type === 'exchange') return;
    if (entry.type === 'message' && entry.direction === 'down') {
      known.expectations.recorded('down', entry.parts);
      return;
    }
    if (!(await this.#timeline.until(entry.atUs, this.#stopped))) return;
    if (entry.type === 'opened') await this.#open(known.connection, known.expectations);
    else if (entry.type === 'message') await this.#send(entry, known.expectations);
    else {
      await this.#awaitAnswers([known.expectations]);
      this.#sessions.get(entry.connection)?.close();
    }
  }

  async #send(message: RecordedMessage, expectations: Expectations): Promise<void> {
    // A server that is slower than the recorded one has not answered yet.
    if (isFarewell(message)) await this.#awaitAnswers([expectations]);
    expectations.recorded('up', message.parts);
    await this.#sessions.get(message.connection)?.send(message);
    this.#sent += 1;
  }

  async #open(connection: ReplayedConnection, expectations: Expectations): Promise<void> {
    try {
      this.#sessions.set(connection.id, await ClientSession.open(connection, this.#client, expectations));
    } catch (error) {
      this.#differences.add(`${connection.id}: the server does not admit the client: ${(error as Error).message || 'no connection'}`);
    }
  }

  async #awaitAnswers(expectations: readonly Expectations[]): Promise<void> {
    const deadlineMs = performance.now() + (this.#options.waitMs ?? WAIT_MS);
    const isMet = (): boolean => expectations.every((each) => each.isMet);
    while (!isMet() && performance.now() < deadlineMs && !this.#stopped.aborted) await pause(POLL_MS, this.#stopped);
  }
}

function isFarewell({ parts }: RecordedMessage): boolean {
  return parts[0]?.kind === 'close' || packetOf(parts)?.type === 'disconnect';
}
