/** The command line of `serve`. */
import type { Command } from 'commander';
import { integer, portNumber } from '../input/arguments.ts';
import { addListenOptions, newCommand, parseCommand, refuseArguments } from '../input/command-line.ts';

const AFTER_OPTIONS = `
The address that is printed has a token; without it nothing is answered. Whoever has it can run the scenarios of the
folder, and a scenario can start programs of this computer.
Ctrl+C stops the run and ends the server.
Exit status: 0; 2 if the command line is invalid, or the port is taken.`;

const KEPT_MAX = 1000;

interface ServeFlags {
  readonly folder: string;
  readonly reports: string;
  readonly keep: string;
  readonly host: string;
  readonly port: string;
}

export interface ServeArguments {
  readonly folder: string;
  readonly reports: string;
  readonly keep: number;
  readonly host: string;
  readonly port: number;
}

export function serveCommandLine(): Command {
  const command = newCommand('eyepiece-harness serve', 'A web page that runs scenarios, with live charts, messages and reports')
    .option('--folder <folder>', 'scenario files: *.yaml and *.yml', '.')
    .option('--reports <folder>', 'reports of finished runs', 'harness-reports')
    .option('--keep <n>', 'reports to keep; the oldest are deleted', '50');
  return addListenOptions(command, '8090').addHelpText('after', AFTER_OPTIONS);
}

/** @throws {ArgumentError} naming the option and its limits */
export function serveArguments(args: readonly string[]): ServeArguments {
  const command = serveCommandLine();
  parseCommand(command, args);
  refuseArguments(command);
  const { folder, reports, keep, host, port } = command.opts<ServeFlags>();
  return { folder, reports, keep: integer('--keep', keep, 1, KEPT_MAX), host, port: portNumber('--port', port) };
}
