/** Reads the described values of a frame, and keeps the first that is missing for an error message. */
import { asMicroseconds, asNumber, modulusOf, readPath, type Place, type TimeUnit } from './fields.ts';
import type { Frame } from './protocol.ts';

const SHOWN_MAX = 120;

/** A frame whose values are not all read yet. */
export interface PartialFrame extends Frame {
  seq: number | null;
  capturedAtUs: number | null;
}

export interface DescribedFields {
  readonly seq?: Place | undefined;
  readonly time?: Place | undefined;
  readonly timeUnit: TimeUnit;
}

export class FrameFields {
  readonly #fields: DescribedFields;
  readonly seqModulus: number | null;
  /** Whether a value is in the JSON of a message. */
  readonly inJson: boolean;
  misfit: string | undefined;

  constructor(fields: DescribedFields) {
    this.#fields = fields;
    this.seqModulus = modulusOf(fields.seq);
    this.inJson = fields.seq?.kind === 'json' || fields.time?.kind === 'json';
  }

  begin(): PartialFrame {
    return { seq: null, capturedAtUs: null, width: null };
  }

  readJson(frame: PartialFrame, value: unknown): void {
    const { seq, time, timeUnit } = this.#fields;
    if (seq?.kind === 'json') frame.seq = asNumber(readPath(value, seq.steps));
    if (time?.kind === 'json') frame.capturedAtUs = asMicroseconds(readPath(value, time.steps), timeUnit);
  }

  /** `head`: the first bytes of a binary message. */
  readBinary(frame: PartialFrame, head: Buffer, attachment: number): void {
    const { seq, time, timeUnit } = this.#fields;
    if (seq?.kind === 'binary' && seq.attachment === attachment) frame.seq = asNumber(seq.read(head));
    if (time?.kind === 'binary' && time.attachment === attachment) frame.capturedAtUs = asMicroseconds(time.read(head), timeUnit);
  }

  /** `shown`: the message, for the error message. */
  check(frame: Frame, shown: () => string): void {
    if (this.misfit !== undefined) return;
    const { seq, time, timeUnit } = this.#fields;
    if (seq && frame.seq === null) this.misfit = `a frame has no number at ${seq.text}: ${cut(shown())}`;
    else if (time && frame.capturedAtUs === null) this.misfit = `a frame has no time (${timeUnit}) at ${time.text}: ${cut(shown())}`;
  }
}

function cut(text: string): string {
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`;
}
