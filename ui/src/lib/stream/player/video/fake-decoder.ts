/** Stands in for the WebCodecs of a browser in tests. */

export interface FakePicture {
  readonly timestamp: number;
  readonly displayWidth: number;
  readonly displayHeight: number;
  close(): void;
}

interface Init {
  output(picture: FakePicture): void;
  error(error: Error): void;
}

interface Chunk {
  readonly type: 'key' | 'delta';
  readonly timestamp: number;
}

/** A decoder whose pictures come when the test says so, or at once. */
export class FakeDecoder {
  static readonly made: FakeDecoder[] = [];
  /** Pictures that are not closed yet. */
  static open = 0;
  static atOnce = true;
  static size = { width: 320, height: 256 };
  readonly chunks: Chunk[] = [];
  readonly configured: VideoDecoderConfig[] = [];
  state: CodecState = 'unconfigured';
  readonly #init: Init;

  constructor(init: Init) {
    this.#init = init;
    FakeDecoder.made.push(this);
  }

  static reset(): void {
    FakeDecoder.made.length = 0;
    FakeDecoder.open = 0;
    FakeDecoder.atOnce = true;
    FakeDecoder.size = { width: 320, height: 256 };
  }

  static get newest(): FakeDecoder {
    const newest = FakeDecoder.made.at(-1);
    if (!newest) throw new Error('the player made no decoder');
    return newest;
  }

  configure(config: VideoDecoderConfig): void {
    this.state = 'configured';
    this.configured.push(config);
  }

  decode(chunk: Chunk): void {
    if (this.state === 'closed') throw new DOMException('The decoder is closed', 'InvalidStateError');
    if (this.chunks.length === 0 && chunk.type === 'delta') throw new DOMException('A key frame is required', 'DataError');
    this.chunks.push(chunk);
    if (FakeDecoder.atOnce) this.output(chunk.timestamp);
  }

  output(timestamp: number): void {
    FakeDecoder.open += 1;
    let open = true;
    const close = (): void => {
      if (open) FakeDecoder.open -= 1;
      open = false;
    };
    this.#init.output({ timestamp, displayWidth: FakeDecoder.size.width, displayHeight: FakeDecoder.size.height, close });
  }

  fail(name = 'EncodingError'): void {
    this.state = 'closed';
    this.#init.error(new DOMException('Decoding failed', name));
  }

  close(): void {
    this.state = 'closed';
  }
}

export class FakeChunk {
  readonly type: 'key' | 'delta';
  readonly timestamp: number;

  constructor({ type, timestamp }: Chunk) {
    this.type = type;
    this.timestamp = timestamp;
  }
}
