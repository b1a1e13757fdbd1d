/** What the commands for recordings have in common: exit codes, help, and one line for a mistake. */
import type { Command } from 'commander';
import { ArgumentError } from '../input/arguments.ts';
import { helpOf, parseCommand, type Output } from '../input/command-line.ts';
import { RecordingError } from './file/recording-error.ts';

/** `failed`: the recording, or the other end, does not do what is asked. */
export const EXIT = { done: 0, different: 1, wrongInput: 2, failed: 3, interrupted: 130 } as const;

/** Parses the command line and runs the command. @returns the exit code */
export async function runCommand(
  command: Command,
  args: readonly string[],
  output: Output,
  run: (positional: readonly string[]) => Promise<number>,
): Promise<number> {
  try {
    if (!parseCommand(command, args)) {
      output.out(helpOf(command));
      return EXIT.done;
    }
    return await run(command.args);
  } catch (problem) {
    if (!isExpected(problem)) throw problem;
    output.error(problem.message);
    return EXIT.wrongInput;
  }
}

/** The only argument of a command. @throws {ArgumentError} */
export function onlyFile(positional: readonly string[], command: string): string {
  const [file, extra] = positional;
  if (file === undefined) throw new ArgumentError(`${command} needs a recording: ${command} FILE`);
  if (extra !== undefined) throw new ArgumentError(`Unexpected argument '${extra}'`);
  return file;
}

/** Mistakes of the user, files that are no recordings, and ports that are taken. */
function isExpected(problem: unknown): problem is Error {
  const isOurs = [ArgumentError, RecordingError, RangeError].some((kind) => problem instanceof kind);
  return isOurs || (problem instanceof Error && 'syscall' in problem);
}
