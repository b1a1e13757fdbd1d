/** Runs a Python program of the tests: a plan as JSON goes in, a report as JSON comes out. */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { venvPython } from '@eyepiece/host/python/environment';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Only programs that hang reach it. */
const PROGRAM_MS = 840_000;

/** @throws {Error} for a program that fails, or does not end */
export async function runProgram<Report>(name: string, plan: object): Promise<Report> {
  const program = spawn(venvPython(ROOT), [fileURLToPath(new URL(name, import.meta.url))], {
    ...{ stdio: 'pipe', timeout: PROGRAM_MS, killSignal: 'SIGKILL' },
  });
  program.stdin.on('error', () => undefined).end(JSON.stringify(plan));
  const [output, errors] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'close')]);
  if (program.signalCode !== null) throw new Error(`${name} did not end within ${PROGRAM_MS / 1000} s: ${errors}`);
  if (program.exitCode !== 0) throw new Error(`${name} ended with ${String(program.exitCode)}: ${errors}`);
  return JSON.parse(output) as Report;
}
