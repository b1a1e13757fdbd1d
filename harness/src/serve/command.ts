/** `serve`: the page of the harness, until Ctrl+C. */
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ArgumentError } from '../input/arguments.ts';
import { helpOf, type CommandContext, type HarnessCommand } from '../input/command-line.ts';
import { EXIT } from '../crowd/command.ts';
import { serveArguments, serveCommandLine, type ServeArguments } from './arguments.ts';
import { PageServer } from './page-server.ts';

export const serve: HarnessCommand = { name: 'serve', about: 'a web page: scenarios, live charts, messages, reports', run: serveCommand };

/** @returns the exit code */
export async function serveCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const { output, signal } = context;
  if (args.includes('--help')) {
    output.out(helpOf(serveCommandLine()));
    return EXIT.met;
  }
  try {
    const options = serveArguments(args);
    const server = await start(options, context);
    try {
      output.out(`Open ${server.url}`);
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await server.close();
    }
    return EXIT.met;
  } catch (problem) {
    if (!(problem instanceof ArgumentError)) throw problem;
    output.error(`${problem.message}\nMore with --help`);
    return EXIT.wrongArguments;
  }
}

async function start({ folder, reports, ...options }: ServeArguments, { env }: CommandContext): Promise<PageServer> {
  const status = await stat(folder).catch(() => undefined);
  if (status?.isDirectory() !== true) throw new ArgumentError(`--folder ${folder}: there is no such folder`);
  try {
    return await PageServer.start({ ...options, folder: resolve(folder), reports: resolve(reports), env });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const isPort = code === 'EADDRINUSE' || code === 'EACCES';
    if (isPort) throw new ArgumentError(`--port ${options.port}: ${code === 'EACCES' ? 'it needs more rights' : 'it is in use'}`);
    if ('syscall' in (error as object)) throw new ArgumentError(`--host ${options.host}: ${code} on listening`);
    throw error;
  }
}
