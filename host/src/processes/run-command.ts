import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** Enough of the end of an output to find the reason of a failure in. */
const KEPT_CHARS = 200_000;

export interface CommandResult {
  readonly code: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  /** Sees the output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a program without a shell and without input. A program that cannot be started has code 127. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { cwd, env = process.env, timeoutMs, onOutput } = options;
  const child = spawn(command, args, { cwd, env, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let output = '';
  const keep = (chunk: string): void => {
    output = (output + chunk).slice(-KEPT_CHARS);
    onOutput?.(chunk);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code, signal) => resolve({ code: code ?? (signal === null ? 1 : 124), output }));
  });
}

/** The last lines that say something, for a message. */
export function lastLines(output: string, count: number): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.slice(-count).join('; ');
}

/** The first line that names an error, with what follows it; the last lines when none does. */
export function errorLines(output: string): string {
  const plain = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim());
  const at = plain.findIndex((line) => /\berror\b/i.test(line));
  return at < 0
    ? lastLines(output, 2)
    : plain
        .slice(at, at + 2)
        .filter((line) => line !== '')
        .join(' ');
}
