/** The command line of `run`. */
import type { Command } from 'commander';
import { ArgumentError, integer } from '../input/arguments.ts';
import { newCommand, parseCommand } from '../input/command-line.ts';
import { addReportOptions, type ReportFlags } from '../reports/report-files.ts';
import type { Variables } from './variables.ts';

const EXAMPLES = `
Examples:
  run chat.yaml
  run chat.yaml --var url=http://127.0.0.1:4000 --seed 7 --report out

Exit status: 0; 1 if an expectation is not met; 2 if the command line or the scenario is invalid; 3 if the target
cannot be watched; 130 if interrupted.`;

export interface RunArguments {
  readonly file: string;
  readonly seed: number | undefined;
  readonly vars: Variables;
  readonly reports: ReportFlags;
  readonly quiet: boolean;
}

export function runCommandLine(): Command {
  const command = newCommand('eyepiece-harness run', 'Runs a scenario: crowds, faults on a timeline, and what is expected')
    .argument('[scenario]', 'a YAML or JSON file, or a module whose default export is a scenario')
    .option('--seed <n>', 'instead of the seed of the scenario; the same seed hits the same messages')
    .option('--var <name=value...>', 'value of a variable of the scenario')
    .option('--quiet', 'print only the result')
    .option('--schema', 'print the JSON Schema of a scenario, and end')
    .addHelpText('after', EXAMPLES);
  return addReportOptions(command);
}

/** @throws {ArgumentError} naming the option and its limits */
export function runArguments(args: readonly string[]): RunArguments {
  const command = runCommandLine();
  parseCommand(command, args);
  const values = command.opts<{ seed?: string; var?: readonly string[]; quiet?: true } & ReportFlags>();
  const [file, extra] = command.args;
  if (extra !== undefined) throw new ArgumentError(`Unexpected argument '${extra}'`);
  if (file === undefined) throw new ArgumentError('A scenario is needed: a YAML file or a module');
  return {
    file,
    seed: values.seed === undefined ? undefined : integer('--seed', values.seed, 0, 0xffff_ffff),
    vars: variables(values.var ?? []),
    reports: values,
    quiet: values.quiet === true,
  };
}

function variables(texts: readonly string[]): Variables {
  const found = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw new ArgumentError(`--var ${text}: a name, = and a value are needed`);
    const name = text.slice(0, at);
    if (found.has(name)) throw new ArgumentError(`--var ${name}: the variable is there twice`);
    found.set(name, text.slice(at + 1));
  }
  return Object.fromEntries(found);
}
