/** Runs a Python program of the tests: a plan as JSON goes in, a report as JSON comes out. */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { venvPython } from '@eyepiece/host/python/environment';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** @throws {Error} for a program that fails */
export async function runProgram<Report>(name: string, plan: object): Promise<Report> {
  const program = spawn(venvPython(ROOT), [fileURLToPath(new URL(name, import.meta.url))], { stdio: 'pipe' });
  program.stdin.on('error', () => undefined).end(JSON.stringify(plan));
  const [output, errors] = await Promise.all([text(program.stdout), text(program.stderr), once(program, 'close')]);
  if (program.exitCode !== 0) throw new Error(`${name} ended with ${String(program.exitCode)}: ${errors}`);
  return JSON.parse(output) as Report;
}
