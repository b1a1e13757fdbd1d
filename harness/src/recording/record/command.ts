/** `record`: a relay without faults between a client and a server, which records all that passes. */
import { rm } from 'node:fs/promises';
import type { CommandContext, HarnessCommand, Output } from '../../input/command-line.ts';
import { findProtocol } from '../../protocols/protocols.ts';
import { FaultProxy } from '../../proxy/fault-proxy.ts';
import type { RecordingError } from '../file/recording-error.ts';
import { EXIT, runCommand } from '../run.ts';
import { recordArguments, recordCommandLine, type RecordArguments } from './options.ts';
import { Recorder } from './recorder.ts';

export const record: HarnessCommand = {
  name: 'record',
  about: 'a session of a client and a server, into an .mcap file',
  run: (args, context) => {
    const command = recordCommandLine();
    return runCommand(command, args, context.output, () => recordSession(recordArguments(command), context));
  },
};

/** Why a recording ends. */
type End = { readonly why: string } | { readonly error: Error };

async function recordSession(options: RecordArguments, { output, signal }: CommandContext): Promise<number> {
  const ending = new Ending(signal);
  const { out: file, force, keepAuth, pictures, maxBytes } = options;
  const recorder = await Recorder.create({
    file,
    force,
    keepAuth,
    pictures,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    onEnd: (error) => ending.end(error ? { error } : { why: 'the recording is full' }),
    problem: output.error,
  });
  let end: End;
  try {
    end = await relay(options, recorder, ending, output);
  } catch (error) {
    await recorder.close();
    // The relay did not start: the next attempt finds no file.
    if (!force) await rm(file, { force: true });
    throw error;
  }
  return finish(file, recorder, end, output);
}

async function relay(options: RecordArguments, recorder: Recorder, ending: Ending, output: Output): Promise<End> {
  const { target, host, port, insecure, client, durationMs } = options;
  const proxy = await FaultProxy.start({ target, host, port, insecure, tap: recorder });
  let connection: { close: () => void } | undefined;
  try {
    output.out(`${proxy.url} records to ${options.out} and passes on to ${target}`);
    if (durationMs !== undefined) ending.after(durationMs);
    if (client) {
      const connecting = connectClient(client, `${proxy.url}${options.path}`, target, ending);
      // A server that does not answer does not delay the end.
      connection = await Promise.race([connecting, ending.ended.then(() => undefined)]);
    }
    return await ending.ended;
  } finally {
    ending.release();
    connection?.close();
    await proxy.close();
  }
}

async function connectClient(
  { protocol: name, description }: NonNullable<RecordArguments['client']>,
  url: string,
  target: string,
  ending: Ending,
): Promise<{ close: () => void } | undefined> {
  const { stream } = await findProtocol(name);
  const address = new URL(url);
  // A client of a WebSocket protocol needs the scheme that it knows.
  if (/^wss?:/.test(target)) address.protocol = 'ws:';
  const lost = (reason: string): void => ending.end({ why: `the connection has ended: ${reason}` });
  try {
    return await stream(description).dial({ url: address.href }, { frame: () => undefined, message: () => undefined, lost });
  } catch (error) {
    ending.end({ error: error as Error });
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
