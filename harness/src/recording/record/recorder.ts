/** Records what passes a proxy. It is the tap of a proxy: `FaultProxy.start({ target, tap: recorder })`. */
import type { ConnectionState, Tap, TappedExchange, TappedMessage } from '../../proxy/relay/tap.ts';
import { compressedImage, httpExchange, rawMessage, type RawPart } from '../file/descriptors.ts';
import { framesOf, type FramePart } from '../file/frame-parts.ts';
import { CONNECTIONS_CHANNEL, directionChannels, HTTP_CHANNEL } from '../file/layout.ts';
import { RecordingWriter, type WriterOptions } from '../file/writer.ts';
import { nowUs } from '../../timing/clock.ts';
import { recordedBody } from './bodies.ts';
import { decodedMessage } from './decoded.ts';
import { redactedConnect, redactedPath } from '../redaction.ts';

/** Topics for pictures of more cameras share one. */
const SOURCES_MAX = 256;

export interface RecorderOptions extends WriterOptions {
  /** Record the payloads with which Socket.IO clients prove themselves. */
  readonly keepAuth?: boolean;
  /** Record JPEGs also as `foxglove.CompressedImage` (true). The raw messages contain them in any case. */
  readonly pictures?: boolean;
  readonly problem?: (message: string) => void;
}

export interface RecordedCounts {
  readonly connections: number;
  readonly messages: number;
  readonly exchanges: number;
  readonly pictures: number;
  /** Records that the disk was too slow for. */
  readonly lost: number;
  /** Size of the file. */
  readonly bytes: number;
}

export class Recorder implements Tap {
  readonly #options: RecorderOptions;
  readonly #writer: RecordingWriter;
  readonly #opened = new Set<string>();
  readonly #sources = new Set<string>();
  readonly #counts = { connections: 0, messages: 0, exchanges: 0, pictures: 0 };

  private constructor(options: RecorderOptions, writer: RecordingWriter) {
    this.#options = options;
    this.#writer = writer;
  }

  /** @throws {RecordingError} if the file cannot be written */
  static async create(options: RecorderOptions): Promise<Recorder> {
    return new Recorder(options, await RecordingWriter.create(options));
  }

  get counts(): RecordedCounts {
    return { ...this.#counts, lost: this.#writer.lost, bytes: this.#writer.bytes };
  }

  opened(connection: ConnectionState): void {
    this.#opened.add(connection.id);
    this.#counts.connections += 1;
    this.#change('opened', connection);
  }

  closed(connection: ConnectionState): void {
    this.#opened.delete(connection.id);
    this.#change('closed', connection);
  }

  message(message: TappedMessage): void {
    const { connection, direction, number, atUs } = message;
    // A connection that carried requests before has a new id as a WebSocket connection.
    if (!this.#opened.has(connection.id)) this.opened(connection);
    const parts = this.#withoutSecrets(message);
    const frames = framesOf(parts);
    const publishUs = frames[0]?.fields?.capturedAtUs ?? atUs;
    const channels = directionChannels(connection.id, direction);
    this.#counts.messages += 1;
    const camera = frames.length === 0 ? '' : (message.packet?.args.find((arg) => typeof arg === 'string') ?? '');
    this.#writer.write(channels.raw, rawMessage.encode({ number, parts, camera }), atUs, publishUs);
    this.#writer.write(channels.messages, json(decodedMessage(message, parts)), atUs, publishUs);
    if (this.#options.pictures ?? true) for (const frame of frames) this.#picture(message, frame, camera);
  }

  exchange(exchange: TappedExchange): void {
    const { connection, method, path, status, atUs, startedUs } = exchange;
    const durationUs = BigInt(Math.max(0, Math.round(atUs - startedUs)));
    this.#counts.exchanges += 1;
    const recorded = { connection: connection.id, method, path: redactedPath(path), status, durationUs, ...recordedBody(exchange) };
    this.#writer.write(HTTP_CHANNEL, httpExchange.encode(recorded), atUs);
  }

  problem(message: string): void {
    this.#options.problem?.(message);
  }

  /** Finishes the file. May be called twice. @throws {RecordingError} if it cannot be written */
  close(): Promise<void> {
    return this.#writer.close();
  }

  #change(change: 'opened' | 'closed', { id, kind, path, bytesUp, bytesDown }: ConnectionState): void {
    const bytes = change === 'closed' ? { bytesUp, bytesDown } : {};
    this.#writer.write(CONNECTIONS_CHANNEL, json({ change, connection: id, kind, path: redactedPath(path), ...bytes }), nowUs());
  }

  #withoutSecrets({ direction, parts, packet }: TappedMessage): RawPart[] {
    const isSecret = direction === 'up' && packet?.type === 'connect' && this.#options.keepAuth !== true;
    return parts.map(({ kind, payload }, index) => ({ kind, payload: isSecret && index === 0 ? redactedConnect(payload) : payload }));
  }

  #picture({ connection, direction, atUs }: TappedMessage, { jpeg, fields }: FramePart, frameId: string): void {
    const atCapture = BigInt(Math.round(fields?.capturedAtUs ?? atUs));
    const timestamp = { seconds: atCapture / 1_000_000n, nanos: Number(atCapture % 1_000_000n) * 1000 };
    const image = compressedImage.encode({ timestamp, data: jpeg, format: 'jpeg', frameId });
    this.#counts.pictures += 1;
    const channel = directionChannels(connection.id, direction).pictures(this.#source(frameId));
    this.#writer.write(channel, image, atUs, fields?.capturedAtUs ?? atUs);
  }

  #source(frameId: string): string {
    const source = frameId.replaceAll(/[^\w.-]/g, '_').slice(0, 64);
    if (!this.#sources.has(source) && this.#sources.size >= SOURCES_MAX) return '';
    this.#sources.add(source);
    return source;
  }
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
