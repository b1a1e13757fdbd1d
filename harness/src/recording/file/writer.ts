/**
 * Writes an MCAP file as messages come. Memory is bounded: by one chunk, and by QUEUE_MAX_BYTES that wait for the disk.
 * What does not fit is lost and counted.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { McapWriter } from '@mcap/core';
import { checkIsNoPipe } from '../../input/text-file.ts';
import { PROFILE, type ChannelLayout, type ChannelSchema } from './layout.ts';
import { fileProblem, type RecordingError } from './recording-error.ts';

/** A recording that is cut off loses at most this much. */
const CHUNK_BYTES = 256 * 1024;
/** Recordings may contain what only their owner may see. */
const FILE_MODE = 0o600;
const QUEUE_MAX_BYTES = 64 * 1024 * 1024;
/** Head of a message and its place in the index. */
const MESSAGE_OVERHEAD_BYTES = 31 + 16;
/** Schemas and the end of the file. */
const FRAME_BYTES = 16 * 1024;
const CHANNEL_BYTES = 600;
/** The file has 16 bits for the number of a channel. */
const CHANNELS_MAX = 65_000;

export interface WriterOptions {
  readonly file: string;
  /** Overwrite an existing file. */
  readonly force?: boolean;
  /** The recording is full when the file would become larger, or has as many channels as the format allows. */
  readonly maxBytes?: number;
  /** Called once, when nothing is written any more: `error` is absent if the recording is full. */
  readonly onEnd?: (error?: RecordingError) => void;
}

interface Record {
  readonly channel: ChannelLayout;
  readonly data: Uint8Array;
  readonly logUs: number;
  readonly publishUs: number;
}

export class RecordingWriter {
  readonly #options: WriterOptions;
  readonly #file: FileHandle;
  readonly #mcap: McapWriter;
  readonly #topics = new Set<string>();
  readonly #channels = new Map<string, Promise<number>>();
  readonly #schemas = new Map<ChannelSchema, Promise<number>>();
  readonly #sequences = new Map<number, number>();
  #queue: Record[] = [];
  #queuedBytes = 0;
  #acceptedBytes = 0;
  #writtenBytes = 0n;
  #draining: Promise<void> | undefined;
  #error: RecordingError | undefined;
  #isEnded = false;
  #closing: Promise<void> | undefined;
  #lost = 0;

  private constructor(options: WriterOptions, file: FileHandle) {
    this.#options = options;
    this.#file = file;
    const writable = { position: () => this.#writtenBytes, write: (bytes: Uint8Array) => this.#append(bytes) };
    this.#mcap = new McapWriter({ writable, chunkSize: CHUNK_BYTES });
  }

  /** @throws {RecordingError} */
  static async create(options: WriterOptions): Promise<RecordingWriter> {
    try {
      checkIsNoPipe(options.file);
      const writer = new RecordingWriter(options, await open(options.file, options.force === true ? 'w' : 'wx', FILE_MODE));
      try {
        await writer.#mcap.start({ profile: PROFILE, library: PROFILE });
        return writer;
      } catch (error) {
        await writer.#file.close();
        throw error;
      }
    } catch (error) {
      throw fileProblem(options.file, error);
    }
  }

  /** Messages that were not written, because the disk was too slow. */
  get lost(): number {
    return this.#lost;
  }

  /** Size of the file. */
  get bytes(): number {
    return Number(this.#writtenBytes);
  }

  /** `data` must not change afterwards. Times are µs since the Unix epoch. */
  write(channel: ChannelLayout, data: Uint8Array, logUs: number, publishUs = logUs): void {
    if (this.#isEnded) return;
    const size = data.length + MESSAGE_OVERHEAD_BYTES;
    if (this.#queuedBytes + size > QUEUE_MAX_BYTES) {
      this.#lost += 1;
      return;
    }
    this.#acceptedBytes += size;
    this.#topics.add(channel.topic);
    if (this.#topics.size > CHANNELS_MAX || this.#acceptedBytes + this.#indexBytes > (this.#options.maxBytes ?? Infinity)) {
      this.#end();
      return;
    }
    this.#queue.push({ channel, data, logUs, publishUs });
    this.#queuedBytes += size;
    this.#draining ??= this.#drain();
  }

  /** Writes what waits, and the index. May be called twice. @throws {RecordingError} */
  close(): Promise<void> {
    this.#isEnded = true;
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Upper estimate of what is not messages. */
  get #indexBytes(): number {
    const channels = this.#channels.size;
    const chunks = this.#acceptedBytes / CHUNK_BYTES + 1;
    return FRAME_BYTES + channels * CHANNEL_BYTES + chunks * (200 + 30 * channels);
  }

  async #close(): Promise<void> {
    try {
      await this.#draining;
      if (this.#error) throw this.#error;
      await this.#mcap.end();
    } catch (error) {
      throw error === this.#error ? error : fileProblem(this.#options.file, error);
    } finally {
      await this.#file.close();
    }
  }

  async #drain(): Promise<void> {
    // The first message is not written before the caller goes on.
    await Promise.resolve();
    try {
      for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
        for (const record of batch) await this.#add(record);
      }
    } catch (error) {
      this.#error = fileProblem(this.#options.file, error);
      this.#queue = [];
      this.#end();
    } finally {
      this.#draining = undefined;
    }
  }

  #take(): Record[] {
    const batch = this.#queue;
    this.#queue = [];
    return batch;
  }

  async #add({ channel, data, logUs, publishUs }: Record): Promise<void> {
    this.#queuedBytes -= data.length + MESSAGE_OVERHEAD_BYTES;
    const channelId = await this.#channel(channel);
    const sequence = this.#sequences.get(channelId) ?? 0;
    this.#sequences.set(channelId, sequence + 1);
    await this.#mcap.addMessage({ channelId, sequence, logTime: nanoseconds(logUs), publishTime: nanoseconds(publishUs), data });
  }

  #channel({ topic, schema, metadata }: ChannelLayout): Promise<number> {
    return cached(this.#channels, topic, async () => {
      const schemaId = await cached(this.#schemas, schema, () => this.#mcap.registerSchema(schema));
      const { messageEncoding } = schema;
      return this.#mcap.registerChannel({ topic, schemaId, messageEncoding, metadata: new Map(Object.entries(metadata)) });
    });
  }

  /** Writes all bytes: one call of the system may write fewer. */
  async #append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += (await this.#file.write(bytes, at)).bytesWritten;
    this.#writtenBytes += BigInt(bytes.length);
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#options.onEnd?.(this.#error);
  }
}

function cached<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function nanoseconds(us: number): bigint {
  return BigInt(Math.max(0, Math.round(us))) * 1000n;
}
