/** `record`: a relay without faults between a client and a server, which records all that passes. */
import { rm } from 'node:fs/promises';
import type { CommandContext, HarnessCommand, Output } from '../../input/command-line.ts';
import { namedListening } from '../../input/listening-problem.ts';
import { findProtocol } from '../../protocols/protocols.ts';
import type { Stream } from '../../protocols/protocol.ts';
import { FaultProxy } from '../../proxy/fault-proxy.ts';
import type { RecordingError } from '../file/recording-error.ts';
import { EXIT, runCommand } from '../run.ts';
import { recordArguments, recordCommandLine, type RecordArguments } from './options.ts';
import { Recorder } from './recorder.ts';

export const record: HarnessCommand['run'] = (args, context) => {
  const command = recordCommandLine();
  return runCommand(command, args, context.output, () => recordSession(recordArguments(command), context));
};

/** Why a recording ends. */
type End = { readonly why: string } | { readonly error: Error; readonly isRefusal?: true };

async function recordSession(options: RecordArguments, { output, signal }: CommandContext): Promise<number> {
  const stream = await clientStream(options.client);
  const ending = new Ending(signal);
  const { out: file, force, keepAuth, pictures, maxBytes } = options;
  const recorder = await Recorder.create({
    file,
    force,
    keepAuth,
    pictures,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    onEnd: (error) => ending.end(error ? { error } : { why: 'the recording is full' }),
    problem: (message) => {
      ending.isExplained = true;
      output.error(message);
    },
  });
  let end: End;
  try {
    end = await relay(options, stream, recorder, ending, output);
  } catch (error) {
    await recorder.close();
    // The relay did not start: the next attempt finds no file.
    if (!force) await rm(file, { force: true });
    throw error;
  }
  // The relay has said why, and the client knows less.
  const isKnown = 'error' in end && end.isRefusal === true && ending.isExplained;
  const status = await finish(file, recorder, end, isKnown ? { ...output, error: () => undefined } : output);
  // The client was never admitted: the next attempt finds no file.
  if ('error' in end && end.isRefusal === true && !force) await rm(file, { force: true });
  return status;
}

/** Before the file is made. @throws {ArgumentError} */
async function clientStream(client: RecordArguments['client']): Promise<Stream | undefined> {
  return client && (await findProtocol(client.protocol)).stream(client.description);
}

async function relay(
  options: RecordArguments,
  stream: Stream | undefined,
  recorder: Recorder,
  ending: Ending,
  output: Output,
): Promise<End> {
  const { target, host, port, insecure, durationMs } = options;
  const proxy = await namedListening(() => FaultProxy.start({ target, host, port, insecure, tap: recorder }), { host, port });
  const leaving = new AbortController();
  let connection: { close: () => void } | undefined;
  try {
    output.out(`${proxy.url} records to ${options.out} and passes on to ${target}`);
    if (durationMs !== undefined) ending.after(durationMs);
    if (stream) {
      const connecting = connectClient(stream, { url: `${proxy.url}${options.path}`, target, signal: leaving.signal }, ending);
      // A server that does not answer does not delay the end.
      connection = await Promise.race([connecting, ending.ended.then(() => undefined)]);
    }
    return await ending.ended;
  } finally {
    ending.release();
    leaving.abort();
    connection?.close();
    await proxy.close();
  }
}

async function connectClient(
  stream: Stream,
  { url, target, signal }: { readonly url: string; readonly target: string; readonly signal: AbortSignal },
  ending: Ending,
): Promise<{ close: () => void } | undefined> {
  const address = new URL(url);
  // A client of a WebSocket protocol needs the scheme that it knows.
  if (/^wss?:/.test(target)) address.protocol = 'ws:';
  const lost = (reason: string): void => ending.end({ why: `the connection has ended: ${reason}` });
  try {
    return await stream.dial({ url: address.href, signal }, { frame: () => undefined, message: () => undefined, lost });
  } catch (error) {
    ending.end({ error: error as Error, isRefusal: true });
    return undefined;
  }
}

async function finish(file: string, recorder: Recorder, end: End, output: Output): Promise<number> {
  let error: Error | undefined = 'error' in end ? end.error : undefined;
  try {
    await recorder.close();
  } catch (problem) {
    error = problem as RecordingError;
  }
  const { connections, messages, exchanges, pictures, lost, bytes } = recorder.counts;
  if (lost > 0) output.error(`${lost} records are missing: the disk was too slow`);
  if (error) {
    output.error(error.message);
    return EXIT.failed;
  }
  if ('why' in end) output.out(end.why);
  output.out(
    `${file}: ${connections} connections, ${messages} messages, ${exchanges} HTTP requests, ${pictures} pictures, ${(bytes / 1e6).toFixed(1)} MB`,
  );
  return EXIT.done;
}

/** The first reason to end counts. */
class Ending {
  readonly ended: Promise<End>;
  /** Whether a problem of the relay was printed. */
  isExplained = false;
  readonly #signal: AbortSignal;
  #resolve: (end: End) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
    if (signal.aborted) this.#interrupted();
    signal.addEventListener('abort', this.#interrupted, { once: true });
  }

  end(end: End): void {
    this.#resolve(end);
  }

  after(ms: number): void {
    this.#timer = setTimeout(() => this.end({ why: 'the time is over' }), ms);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#interrupted);
  }

  readonly #interrupted = (): void => this.end({ why: 'interrupted' });
}
