import type { FrameFields } from './frame-fields.ts';
import type { Stream } from './protocol.ts';

interface StreamOptions {
  readonly numbering: Stream['sequence']['numbering'];
  readonly clockAheadMs: number;
}

/** A stream whose messages have the described fields. */
export function describedStream({ numbering, clockAheadMs }: StreamOptions, fields: FrameFields, dial: Stream['dial']): Stream {
  return {
    sequence: { modulus: fields.seqModulus, numbering },
    clockAheadUs: clockAheadMs * 1000,
    get misfit() {
      return fields.misfit;
    },
    dial,
  };
}
