/** `replay`: a recording as a server for a client under test, or as the clients of a server under test. */
import { once } from 'node:events';
import type { CommandContext, HarnessCommand } from '../../input/command-line.ts';
import { namedListening } from '../../input/listening-problem.ts';
import { readRecording } from '../file/reader.ts';
import { EXIT, onlyFile, runCommand } from '../run.ts';
import { replayArguments, replayCommandLine, type ReplayArguments } from './options.ts';
import { replayAsClient } from './client/replay-client.ts';
import { ReplayServer, type ReplayServerOptions } from './server/replay-server.ts';

export const replay: HarnessCommand['run'] = (args, context) => {
  const command = replayCommandLine();
  return runCommand(command, args, context.output, async (positional) => {
    const file = onlyFile(positional, 'replay');
    const options = replayArguments(command);
    return options.as.role === 'server' ? serve(file, options, context) : callServer(file, options, context);
  });
};

async function serve(file: string, { speed, as }: ReplayArguments, { output, signal }: CommandContext): Promise<number> {
  if (as.role !== 'server') throw new TypeError('the options are not those of a server');
  const { host, port, loop, patienceMs } = as;
  const broken = new AbortController();
  const recording = await readRecording(file);
  const options: ReplayServerOptions = {
    recording,
    host,
    port,
    speed,
    loop,
    patienceMs,
    onDifference: output.error,
    onProblem: (error) => broken.abort(error),
  };
  const server = await namedListening(() => ReplayServer.start(options), { host, port });
  try {
    output.out(`${server.url} plays ${file}`);
    const end = AbortSignal.any([signal, broken.signal]);
    if (!end.aborted) await once(end, 'abort');
  } finally {
    await server.close();
  }
  if (!broken.signal.aborted) return EXIT.done;
  output.error((broken.signal.reason as Error).message);
  return EXIT.failed;
}

async function callServer(file: string, { speed, as }: ReplayArguments, { output, signal }: CommandContext): Promise<number> {
  if (as.role !== 'client') throw new TypeError('the options are not those of a client');
  const { target, auth, headers, waitMs } = as;
  const { connections, sent, differences } = await replayAsClient({
    recording: await readRecording(file),
    target,
    speed,
    headers,
    waitMs,
    stopped: signal,
    ...(auth === undefined ? {} : { auth }),
  });
  if (signal.aborted) {
    output.error('interrupted');
    return EXIT.interrupted;
  }
  for (const difference of differences) output.error(difference);
  output.out(`${connections} connections, ${sent} messages sent, ${differences.length} differences`);
  return differences.length === 0 ? EXIT.done : EXIT.different;
}
