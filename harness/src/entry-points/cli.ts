#!/usr/bin/env node
/** `eyepiece-harness`: the only file of the command line that uses `process`. */
import { ArgumentError } from '../input/arguments.ts';
import { runHarness, type HarnessCommand } from '../input/command-line.ts';
import { EXIT } from '../input/exit-codes.ts';
import { fileReason } from '../input/text-file.ts';
import { packageVersion } from '../input/version.ts';

/** A command is loaded when it is chosen: loading all of them takes longer than many of them run. */
function command(name: string, about: string, load: () => Promise<HarnessCommand['run']>): HarnessCommand {
  return { name, about, run: async (args, context) => (await load())(args, context) };
}

const COMMANDS: readonly HarnessCommand[] = [
  command('run', 'a scenario: crowds, faults and expectations', async () => (await import('../scenario/command.ts')).runCommand),
  command('crowd', 'many viewers of one stream, and what they see', async () => {
    const { crowdCommand } = await import('../crowd/command.ts');
    return (args, { env, output: to, signal }) => crowdCommand(args, env, to, signal);
  }),
  command('proxy', 'faults between any client and any server', async () => {
    const { proxyCommand } = await import('../proxy/command.ts');
    return (args, { output: to, signal }) =>
      proxyCommand(args, to, { ended: signal, keys: process.stdin.isTTY ? process.stdin : undefined });
  }),
  command(
    'record',
    'a session of a client and a server, into an .mcap file',
    async () => (await import('../recording/record/command.ts')).record,
  ),
  command('replay', 'a recording as a server or as a client', async () => (await import('../recording/replay/command.ts')).replay),
  command(
    'inspect',
    'what is in a recording: connections, events, rates, gaps, ages',
    async () => (await import('../recording/inspect/command.ts')).inspectCommand,
  ),
  command(
    'camera',
    'a synthetic camera, or a recording, at any hub',
    async () => (await import('../eyepiece/camera/command.ts')).cameraCommand,
  ),
  command('serve', 'a web page: scenarios, live charts, messages, reports', async () => (await import('../serve/command.ts')).serveCommand),
];
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
