/** The past frames of a fake camera. */
import {
  encodeFrame,
  FRAME_FLAG_REWOUND,
  RPC_ERROR,
  type FrameFields,
  type RewindKey,
  type RewindPage,
  type RewindState,
} from '@eyepiece/shared-types';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';

const BUDGET_BYTES = 1_000_000;

interface Kept {
  readonly fields: FrameFields;
  readonly jpeg: Uint8Array;
}

export class FakeRewind {
  readonly #send: (message: Uint8Array) => void;
  readonly #kept: Kept[] = [];
  /** The frames that were asked for. */
  readonly asked: RewindKey[] = [];
  /** Frames in one page. */
  pageMax = 2000;
  keptMax = 200;

  constructor(send: (message: Uint8Array) => void) {
    this.#send = send;
  }

  get handlers(): Record<string, (params: never) => unknown> {
    return {
      'rewind.list': ({ afterUs }: { afterUs?: number }) => this.#page(afterUs),
      'rewind.frame': (key: RewindKey) => {
        this.asked.push(key);
        this.send(key);
        return {};
      },
    };
  }

  get state(): RewindState {
    const [first, last] = [this.#kept[0], this.#kept.at(-1)];
    return {
      budgetBytes: BUDGET_BYTES,
      bytes: this.#kept.reduce((sum, { jpeg }) => sum + jpeg.byteLength, 0),
      frames: this.#kept.length,
      ...(first && { fromUs: first.fields.capturedAtUs }),
      ...(last && { toUs: last.fields.capturedAtUs }),
    };
  }

  /** The newest frame as its address names it; empty before the first. */
  get newestName(): string {
    const kept = this.#kept.at(-1);
    return kept ? `${kept.fields.capturedAtUs}-${kept.fields.seq}.jpg` : '';
  }

  keep(fields: FrameFields, jpeg: Uint8Array): void {
    this.#kept.push({ fields, jpeg });
    if (this.#kept.length > this.keptMax) this.#kept.shift();
  }

  /** Sends a frame as an answer, with other bytes if they are given. */
  send(key: RewindKey, bytes?: Uint8Array): void {
    const kept = this.#kept.find(({ fields }) => fields.seq === key.seq && fields.capturedAtUs === key.capturedAtUs);
    if (!kept) throw new RpcFailure({ code: RPC_ERROR.gone, message: `frame ${key.seq} of ${key.capturedAtUs} µs is not kept` });
    this.#send(encodeFrame({ ...kept.fields, flags: FRAME_FLAG_REWOUND }, bytes ?? kept.jpeg));
  }

  #page(afterUs = -1): RewindPage {
    const after = this.#kept.filter(({ fields }) => fields.capturedAtUs > afterUs);
    const page = after.slice(0, this.pageMax);
    return {
      ...this.state,
      capturedAtUs: page.map(({ fields }) => fields.capturedAtUs),
      seq: page.map(({ fields }) => fields.seq),
      sizeBytes: page.map(({ jpeg }) => jpeg.byteLength),
      more: after.length > page.length,
    };
  }
}
