/**
 * A protocol from a user's file. The file has a default export of this shape:
 *
 *     export default {
 *       name: 'my-stream',
 *       options: (input) => input,              // optional: checks --protocol-options, throws with a message
 *       // Calls arrivals.frame, arrivals.message and arrivals.lost. The signal aborts when the viewer leaves before.
 *       async dial({ url, options, signal }, arrivals) {
 *         return { close() {} };                // optional: acknowledge(seq), stall(), resume()
 *       },
 *     };
 */
import { z } from 'zod';
import { ArgumentError } from '../input/arguments.ts';
import type { Description } from '../input/description.ts';
import { oneLine } from '../input/one-line.ts';
import { FileProblem } from '../input/text-file.ts';
import { defaultExport, firstLine } from '../input/user-module.ts';
import { deferred } from '../timing/deferred.ts';
import type { Arrivals, Connection, Protocol, Sequence, Stream, Target } from './protocol.ts';
import { untilLeft } from './until-left.ts';

/** What a user's connection tells of a frame; absent: the server does not send it. */
export interface OwnFrame {
  readonly seq?: number;
  /** µs since the Unix epoch, on the clock of the sender. */
  readonly capturedAtUs?: number;
  /** Pixels. */
  readonly width?: number;
}

export interface OwnArrivals {
  readonly frame: (frame: OwnFrame, bytes: number) => void;
  readonly message: (name: string, bytes: number) => void;
  readonly lost: (reason: string) => void;
}

export interface OwnConnection extends Partial<Omit<Connection, 'close'>> {
  close(): void;
}

/** The shape of the default export of the file. */
export interface OwnProtocol<O = unknown> {
  readonly name: string;
  /** Sequence numbers start again at 0 after this many. */
  readonly seqModulus?: number;
  /** Whether all viewers get the same numbers, which is the default, or each connection has its own. */
  readonly numbering?: Sequence['numbering'];
  /** @throws if the options are invalid, with a message for the user */
  options?(input: Readonly<Record<string, unknown>>): O;
  dial(target: Target & { readonly options: O }, arrivals: OwnArrivals): Promise<OwnConnection>;
}

const DIAL_MS = 20_000;

const anyFunction = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'a function is needed');
const protocolSchema = z.object({
  name: z.string('a text is needed').min(1, 'a text is needed'),
  seqModulus: z.int().min(2).optional(),
  numbering: z.enum(['server', 'connection']).optional(),
  options: anyFunction.optional(),
  dial: anyFunction,
});
const connectionSchema = z.object({
  close: anyFunction,
  acknowledge: anyFunction.optional(),
  stall: anyFunction.optional(),
  resume: anyFunction.optional(),
});

/** @throws {ArgumentError} if the file cannot be loaded or has another shape */
export async function loadProtocol(file: string): Promise<Protocol> {
  const own = await exportOf(file);
  const result = protocolSchema.safeParse(own);
  if (!result.success) throw new ArgumentError(`${file}: the default export is no protocol: ${firstIssue(result.error)}`);
  const protocol = own as OwnProtocol;
  return { name: protocol.name, schemes: [], stream: (description) => ownStream(file, protocol, description) };
}

async function exportOf(file: string): Promise<unknown> {
  try {
    return await defaultExport(file);
  } catch (error) {
    throw error instanceof FileProblem ? new ArgumentError(error.message) : error;
  }
}

function ownStream(file: string, own: OwnProtocol, description: Description): Stream {
  const options = checkedOptions(own, description);
  return {
    sequence: { modulus: own.seqModulus ?? null, numbering: own.numbering ?? 'server' },
    clockAheadUs: 0,
    misfit: undefined,
    dial: async ({ url, signal }, arrivals) => {
      const guarded = new GuardedArrivals(arrivals);
      const connection = await connected(file, (left) => own.dial({ url, options, signal: left }, guarded.calls), signal);
      const result = connectionSchema.safeParse(connection);
      if (!result.success) throw new Error(`${file}: dial gives no connection: ${firstIssue(result.error)}`);
      const lost = guarded.open();
      if (lost !== undefined) throw new Error(lost);
      return {
        acknowledge: (seq) => connection.acknowledge?.(seq),
        stall: () => connection.stall?.(),
        resume: () => connection.resume?.(),
        close: () => {
          if (guarded.end()) connection.close();
        },
      };
    },
  };
}

/**
 * Gives up on a `dial` that takes too long, and when the viewer leaves. A connection that comes later is closed.
 * `dial`: its signal aborts then
 */
async function connected(
  file: string,
  dial: (left: AbortSignal) => Promise<OwnConnection>,
  signal: AbortSignal | undefined,
): Promise<OwnConnection> {
  const late = new AbortController();
  const deadline = setTimeout(() => late.abort(new Error(`${file}: dial takes more than ${DIAL_MS / 1000} s`)), DIAL_MS);
  const left = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  const given = deferred<never>();
  const giveUp = (): void => given.reject(late.signal.aborted ? late.signal.reason : new Error('the viewer has left'));
  const dialling = Promise.resolve().then(() => dial(left));
  try {
    return await untilLeft(Promise.race([dialling, given.promise]), left, giveUp);
  } catch (error) {
    dialling.then((connection) => connectionSchema.safeParse(connection).success && connection.close()).catch(() => undefined);
    throw error instanceof Error
      ? error
      : new Error(error === undefined ? `${file}: dial has rejected without a reason` : firstLine(error));
  } finally {
    clearTimeout(deadline);
  }
}

function checkedOptions(own: OwnProtocol, description: Description): unknown {
  if (!own.options) return description.value;
  try {
    return own.options(description.value);
  } catch (error) {
    throw description.problem([], `${own.name} refuses the options: ${firstLine(error)}`);
  }
}

/** Nothing reaches the viewer after the end of a connection, and a loss not before `dial` has resolved. */
class GuardedArrivals {
  readonly calls: OwnArrivals;
  #opened = false;
  #lostEarly: string | undefined;
  #ended = false;
  #closed = false;

  constructor(arrivals: Arrivals) {
    this.calls = {
      frame: ({ seq, capturedAtUs, width }, bytes) => {
        if (!this.#ended) arrivals.frame({ seq: known(seq), capturedAtUs: known(capturedAtUs), width: known(width) }, bytes);
      },
      message: (name, bytes) => {
        if (!this.#ended) arrivals.message(name, bytes);
      },
      lost: (given) => {
        if (this.#ended) return;
        const reason = oneLine(given);
        this.#ended = true;
        if (this.#opened) arrivals.lost(reason);
        else this.#lostEarly = reason;
      },
    };
  }

  /** @returns the reason of a loss that came first */
  open(): string | undefined {
    this.#opened = true;
    return this.#lostEarly;
  }

  /** @returns whether this is the first call */
  end(): boolean {
    this.#ended = true;
    const first = !this.#closed;
    this.#closed = true;
    return first;
  }
}

function known(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return [issue?.path.map(String).join('.'), issue?.message].filter((part) => part).join(': ');
}
