/** `serve`: the page of the harness, until Ctrl+C. */
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ArgumentError } from '../input/arguments.ts';
import { helpOf, type CommandContext } from '../input/command-line.ts';
import { namedListening } from '../input/listening-problem.ts';
import { checkIsWritable, FileProblem } from '../input/text-file.ts';
import { EXIT } from '../input/exit-codes.ts';
import { serveArguments, serveCommandLine, type ServeArguments } from './arguments.ts';
import { PageServer } from './page-server.ts';

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
    output.error(problem.message);
    return EXIT.wrongArguments;
  }
}

async function start({ folder, reports, ...options }: ServeArguments, { env }: CommandContext): Promise<PageServer> {
  const status = await stat(folder).catch(() => undefined);
  if (status?.isDirectory() !== true) throw new ArgumentError(`--folder ${folder}: there is no such folder`);
  checkReports(reports);
  const server = { ...options, folder: resolve(folder), reports: resolve(reports), env };
  return namedListening(() => PageServer.start(server), options);
}

/** @throws {ArgumentError} if the folder cannot be made or written */
function checkReports(folder: string): void {
  try {
    checkIsWritable(join(folder, 'about.json'));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw new ArgumentError(`--reports ${folder}: a folder is needed that can be written`);
  }
}
