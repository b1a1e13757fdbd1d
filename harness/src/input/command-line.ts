/** The command line of `eyepiece-harness`: commands, help, and one line with a suggestion for each mistake. */
import { Command, CommanderError } from 'commander';
import { ArgumentError } from './arguments.ts';

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  readonly output: Output;
  /** Aborted by Ctrl+C and by a crash. The command then stops everything that it started. */
  readonly signal: AbortSignal;
}

export interface HarnessCommand {
  readonly name: string;
  readonly about: string;
  /** @returns the exit code */
  readonly run: (args: readonly string[], context: CommandContext) => Promise<number>;
}

/** A command that throws instead of writing and ending the process. Commands check their arguments themselves. */
export function newCommand(name: string, about: string): Command {
  return new Command(name)
    .description(about)
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
}

/** Options of a command that listens. `portNumber` reads the port. */
export function addListenOptions(command: Command, port: string): Command {
  return command
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port to listen on, 0 for a free one', port);
}

/**
 * Options and arguments of a command without the name of the program.
 * @returns whether to go on; false: help is asked for
 * @throws {ArgumentError} with a suggestion, if there is one
 */
export function parseCommand(command: Command, args: readonly string[]): boolean {
  try {
    command.parse(args, { from: 'user' });
    checkValues(command, args);
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return false;
    throw new ArgumentError(messageOf(error));
  }
}

/**
 * The parser takes the last of two values, and the next option as a value that is missing.
 * @throws {ArgumentError}
 */
function checkValues(command: Command, args: readonly string[]): void {
  const given = new Set<string>();
  for (let at = 0; at < args.length && args[at] !== '--'; at += 1) {
    const [flag = '', attached] = (args[at] ?? '').split(/=(.*)/s);
    const option = command.options.find(({ long }) => long === flag);
    if (!option?.required) continue;
    const next = attached ?? args[at + 1] ?? '';
    if (given.has(flag) && !option.variadic) throw new ArgumentError(`${flag} ${next}: the option is there twice`);
    given.add(flag);
    if (attached === undefined && command.options.some(({ long }) => long === next)) {
      throw new ArgumentError(`${flag}: a value is needed before ${next}`);
    }
    if (next === '' && !option.variadic) throw new ArgumentError(`${flag}: the value is empty`);
    if (attached === undefined) at += 1;
  }
}

/** For a command that has options only. @throws {ArgumentError} */
export function refuseArguments({ args: [extra] }: Command): void {
  if (extra !== undefined) throw new ArgumentError(`Unexpected argument '${extra}'`);
}

/** @returns the exit code of the command, or undefined if help or the version was shown */
export async function runHarness(
  commands: readonly HarnessCommand[],
  args: readonly string[],
  context: CommandContext,
  version: string,
): Promise<number | undefined> {
  const program = newCommand('eyepiece-harness', 'Tests of streaming servers: crowds of viewers, and what they see');
  let chosen: (() => Promise<number>) | undefined;
  for (const { name, about, run } of commands) {
    const command = newCommand(name, about).helpOption(false).allowUnknownOption().argument('[options...]');
    command.action((given: string[]) => {
      chosen = () => run(given, context);
    });
    program.addCommand(command);
  }
  program.addHelpText('after', '\nOptions of a command: eyepiece-harness COMMAND --help');
  program.version(version, '--version', 'show the version');
  if (args[0] === '--version') {
    context.output.out(version);
    return undefined;
  }
  // Help of the program would hide that there is no such command.
  const isMisspelt = args[0]?.startsWith('-') === false && !commands.some(({ name }) => name === args[0]);
  const goOn = parseCommand(program, isMisspelt ? args.slice(0, 1) : args);
  if (!goOn) context.output.out(helpOf(program));
  return chosen?.();
}

export function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text.trimEnd();
}

function messageOf({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'A command is needed: --help lists them';
  const line = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const unknown = /^unknown command '(.*?)'(.*)$/.exec(line);
  if (unknown) return `There is no command ${unknown[1] ?? ''}${unknown[2] ?? ''}`;
  return line.charAt(0).toUpperCase() + line.slice(1);
}
