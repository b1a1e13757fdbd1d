/** Reads a recording from start to end, in pieces. One that is cut off is read up to its last whole chunk. */
import { open, type FileHandle } from 'node:fs/promises';
import { hasMcapPrefix, McapConstants, McapStreamReader, type McapTypes } from '@mcap/core';
import { z } from 'zod';
import { oneLine } from '../../input/one-line.ts';
import { checkIsFile, FileProblem } from '../../input/text-file.ts';
import { httpExchange, rawMessage } from './descriptors.ts';
import type { Entry } from './entries.ts';
import { CONNECTION, EXCHANGE, PROFILE, RAW, type Direction } from './layout.ts';
import { fileProblem, RecordingError } from './recording-error.ts';

const CHANGE = z.object({
  change: z.enum(['opened', 'closed']),
  connection: z.string(),
  kind: z.enum(['websocket', 'http']),
  path: z.string(),
});
const PIECE_BYTES = 1024 * 1024;
/** Of the names in all channels, which stay in memory. */
const CHANNELS_MAX_BYTES = 64 * 1024 * 1024;
/** Opcode, and the length as 64 bits. */
const RECORD_HEAD_BYTES = 9;
/** Longer than any record that the harness writes. */
const RECORD_MAX_BYTES = 256 * 1024 * 1024;

export interface Recording {
  readonly file: string;
  readonly bytes: number;
  /** Reads the file anew. @throws {RecordingError} if it is damaged */
  entries(): AsyncGenerator<Entry, void, void>;
  /** Known when all entries were read: the file ends too early. */
  readonly isCutOff: boolean;
}

/** @throws {RecordingError} if the file is no recording of the harness */
export async function readRecording(file: string): Promise<Recording> {
  const recording = new RecordingFile(file);
  await recording.check();
  return recording;
}

class RecordingFile implements Recording {
  readonly file: string;
  bytes = 0;
  isCutOff = false;

  constructor(file: string) {
    this.file = file;
  }

  async check(): Promise<void> {
    await this.#opened(async (handle) => {
      const start = Buffer.alloc(McapConstants.MCAP_MAGIC.length);
      const { bytesRead } = await handle.read(start, 0, start.length, 0);
      if (bytesRead === 0) throw new RecordingError(`${this.file}: the file is empty`);
      if (!hasMcapPrefix(new DataView(start.buffer, start.byteOffset, start.length)))
        throw new RecordingError(`${this.file}: the file is no MCAP recording`);
      this.bytes = (await handle.stat()).size;
    });
  }

  async *entries(): AsyncGenerator<Entry, void, void> {
    const handle = await open(this.file).catch((error: unknown) => {
      throw fileProblem(this.file, error);
    });
    try {
      const reader = new McapStreamReader();
      const channels = new Channels(this.file);
      let readBytes = 0;
      for await (const piece of pieces(handle)) {
        readBytes += piece.length;
        await this.#checkLength(handle, readBytes - reader.bytesRemaining() - piece.length);
        for (const record of this.#records(reader, piece)) {
          const entry = this.#decoded(() => channels.entry(record));
          if (entry) yield entry;
        }
      }
      this.isCutOff = !reader.done();
    } finally {
      await handle.close();
    }
  }

  *#records(reader: McapStreamReader, piece: Buffer): Generator<McapTypes.TypedMcapRecord> {
    this.#decoded(() => reader.append(piece));
    for (let record = this.#decoded(() => reader.nextRecord()); record; record = this.#decoded(() => reader.nextRecord())) yield record;
  }

  /** Of the record at this place of the file: a false length would fill the memory before it is noticed. */
  async #checkLength(handle: FileHandle, at: number): Promise<void> {
    if (at < McapConstants.MCAP_MAGIC.length) return;
    const head = Buffer.alloc(RECORD_HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, head.length, at);
    if (bytesRead === head.length && head.readBigUInt64LE(1) > RECORD_MAX_BYTES) {
      throw new RecordingError(`${this.file}: the file is damaged: the record at byte ${at} is too long`);
    }
  }

  #decoded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof RecordingError) throw error;
      throw new RecordingError(`${this.file}: the file is damaged: ${oneLine((error as Error).message)}`, { cause: error });
    }
  }

  async #opened(use: (handle: FileHandle) => Promise<void>): Promise<void> {
    try {
      checkIsFile(this.file);
      const handle = await open(this.file);
      try {
        await use(handle);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (error instanceof FileProblem) throw new RecordingError(error.message);
      throw error instanceof RecordingError ? error : fileProblem(this.file, error);
    }
  }
}

async function* pieces(handle: FileHandle): AsyncGenerator<Buffer> {
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES);
    if (bytesRead === 0) return;
    yield piece.subarray(0, bytesRead);
  }
}

/** The channels seen so far. Those of decoded messages and pictures repeat the raw ones and are skipped. */
class Channels {
  readonly #file: string;
  #bytes = 0;
  readonly #schemas = new Map<number, string>();
  readonly #channels = new Map<number, { readonly schema: string | undefined; readonly metadata: ReadonlyMap<string, string> }>();

  constructor(file: string) {
    this.#file = file;
  }

  entry(record: McapTypes.TypedMcapRecord): Entry | undefined {
    switch (record.type) {
      case 'Header':
        if (record.profile !== PROFILE) throw new RecordingError(`${this.#file}: the file was recorded by another program`);
        return undefined;
      case 'Schema':
        this.#schemas.set(record.id, record.name);
        return undefined;
      case 'Channel':
        this.#add(record);
        return undefined;
      case 'Message':
        return this.#message(record);
      case 'Unknown':
        // Zeros in place of content would be read as very many empty records.
        if (record.opcode === 0) throw new RecordingError(`${this.#file}: the file is damaged: there is no record of kind 0`);
        return undefined;
      default:
        return undefined;
    }
  }

  #add({ id, schemaId, topic, metadata }: McapTypes.TypedMcapRecords['Channel']): void {
    this.#bytes += topic.length + [...metadata].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    if (this.#bytes > CHANNELS_MAX_BYTES)
      throw new RecordingError(`${this.#file}: the channels have names of more than ${CHANNELS_MAX_BYTES} bytes`);
    this.#channels.set(id, { schema: this.#schemas.get(schemaId), metadata });
  }

  #message({ channelId, data, logTime, publishTime }: McapTypes.TypedMcapRecords['Message']): Entry | undefined {
    const channel = this.#channels.get(channelId);
    const atUs = Number(logTime / 1000n);
    switch (channel?.schema) {
      case RAW.name: {
        // The reader uses its memory again.
        const { number, parts, camera } = rawMessage.decode(data.slice());
        const { metadata } = channel;
        const direction: Direction = metadata.get('direction') === 'up' ? 'up' : 'down';
        const publishedUs = Number(publishTime / 1000n);
        return { type: 'message', atUs, publishedUs, connection: metadata.get('connection') ?? '', direction, number, parts, camera };
      }
      case EXCHANGE.name: {
        const exchange = httpExchange.decode(data.slice());
        return { ...exchange, type: 'exchange', atUs, durationUs: Number(exchange.durationUs) };
      }
      case CONNECTION.name: {
        const { success, data: entry } = CHANGE.safeParse(JSON.parse(Buffer.from(data).toString()));
        if (!success) throw new TypeError('an entry of /connections has a wrong field');
        const { change, ...rest } = entry;
        return { type: change, atUs, ...rest };
      }
      default:
        return undefined;
    }
  }
}
