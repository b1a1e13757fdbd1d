import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { stopChild } from './stop-child.ts';

/** Time to end for a program whose time is over. */
const END_MS = 5000;
/** Time for the last output of a program that was killed. Programs that it has started may hold its pipes for ever. */
const LAST_OUTPUT_MS = 1000;
/** Enough output to contain the reason of a failure. */
const KEPT_CHARS = 200_000;

export interface CommandResult {
  readonly code: number;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  /** Receives the output as it arrives. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a program without a shell and without input. The code is 127 when it cannot be started, 124 when it was killed. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { cwd, env = process.env, timeoutMs, onOutput } = options;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  let output = '';
  const keep = (chunk: string): void => {
    output = (output + chunk).slice(-KEPT_CHARS);
    onOutput?.(chunk);
  };
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) stream.setEncoding('utf8').on('data', keep);
  let isLate = false;
  const end = (): void => {
    isLate = true;
    void stopChild(child, END_MS);
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
  child.once('exit', (_code, signal) => {
    clearTimeout(timer);
    if (signal === null && !isLate) return;
    const lastOutput = setTimeout(() => streams.forEach((stream) => stream.destroy()), LAST_OUTPUT_MS);
    child.once('close', () => clearTimeout(lastOutput));
  });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: error.message });
    });
    child.once('close', (code, signal) => resolve({ code: isLate || signal !== null ? 124 : (code ?? 1), output }));
  });
}

/** The last non-empty lines, for a message. */
export function lastLines(output: string, count: number): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.slice(-count).join('; ');
}

/** The first line that contains "error", and the line after it; otherwise the last two lines. */
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
