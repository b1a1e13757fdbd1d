#!/usr/bin/env node
/** `eyepiece-harness`: the only file of the command line that uses `process`. */
import { ArgumentError } from '../input/arguments.ts';
import { cameraCommand } from '../camera/command.ts';
import { runHarness, type HarnessCommand } from '../input/command-line.ts';
import { fileReason } from '../input/text-file.ts';
import { packageVersion } from '../input/version.ts';
import { crowd, EXIT } from '../crowd/command.ts';
import { proxyCommand } from '../proxy/command.ts';
import { inspectCommand } from '../recording/inspect/command.ts';
import { record } from '../recording/record/command.ts';
import { replay } from '../recording/replay/command.ts';
import { run } from '../scenario/command.ts';
import { serve } from '../serve/command.ts';

const proxy: HarnessCommand = {
  name: 'proxy',
  about: 'faults between any client and any server',
  run: (args, { output, signal }) => proxyCommand(args, output, { ended: signal, keys: process.stdin.isTTY ? process.stdin : undefined }),
};
const COMMANDS: readonly HarnessCommand[] = [run, crowd, proxy, record, replay, inspectCommand, cameraCommand, serve];
/** A connection that does not close in this time does not delay the end, ms. */
const CLOSING_MS = 5000;
/** After a second signal: a recording is still finished unless the disk is slow, ms. */
const IMPATIENT_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const output = {
  out: (text: string): void => void process.stdout.write(`${text}\n`),
  error: (text: string): void => void process.stderr.write(`${text}\n`),
};
const stopping = new AbortController();

function stop(reason: Error, withinMs = CLOSING_MS): void {
  stopping.abort(reason);
  endWithin(withinMs, EXIT.interrupted);
}

function endWithin(ms: number, code: number): void {
  setTimeout(() => process.exit(process.exitCode ?? code), ms).unref();
}

let signals = 0;
for (const signal of SIGNALS) {
  process.on(signal, () => {
    signals += 1;
    if (signals > 2) process.exit(EXIT.interrupted);
    stop(new Error('interrupted'), signals === 1 ? CLOSING_MS : IMPATIENT_MS);
  });
}
/** 128 + 13, the exit status of a process that SIGPIPE ends: the reader of the output has closed it. No message is printed. */
const PIPE_CLOSED = 141;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (stopping.signal.aborted) return;
  if (error.code === 'EPIPE') process.exitCode = PIPE_CLOSED;
  else {
    output.error(`standard output: ${fileReason(error)}`);
    process.exitCode = EXIT.notWatchable;
  }
  stop(error);
});
// There is no other place for a message.
process.stderr.on('error', () => undefined);
process.on('uncaughtException', (error) => {
  // A file of the user may throw for each message.
  if (process.exitCode === EXIT.crashed) return;
  output.error(`the harness crashed: ${error.stack ?? error.message}`);
  process.exitCode = EXIT.crashed;
  stop(error);
});

/** Node would end while a command waits for something that keeps nothing open. */
const working = setInterval(() => undefined, CLOSING_MS);
try {
  const code = await runHarness(COMMANDS, process.argv.slice(2), { env: process.env, output, signal: stopping.signal }, packageVersion());
  process.exitCode ??= code;
  // The command has closed its own connections. The user's protocol file may have left a timer or a socket open.
  endWithin(stopping.signal.aborted ? IMPATIENT_MS : CLOSING_MS, EXIT.met);
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error;
  output.error(error.message);
  process.exitCode = EXIT.wrongArguments;
} finally {
  clearInterval(working);
}
