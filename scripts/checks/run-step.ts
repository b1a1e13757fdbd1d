import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paint, seconds } from '../bootstrap/progress.mjs';
import { runCommand } from '@eyepiece/host/processes/run-command';
import type { CommandResult } from '@eyepiece/host/processes/run-command';
import { nothing, summary, tallyJunit, tallyVitest, withExitCode } from './tally.ts';
import type { Tally } from './tally.ts';
import type { Step } from './steps.ts';

/** For a step that hangs. The longest takes six minutes, and on a machine that does other work twice or three times that. */
const TIMEOUT_MS = 25 * 60_000;

export interface StepContext {
  readonly env: NodeJS.ProcessEnv;
  /** An empty folder for reports. */
  readonly reports: string;
  readonly verbose: boolean;
}

export interface Outcome {
  readonly step: Step;
  readonly tally: Tally;
  /** Of a test step that wrote one. */
  readonly report: string | undefined;
}

const colours = paint(process.stdout);

function reportArgs({ kind }: Step, path: string): string[] {
  if (kind === 'vitest') return [`--outputFile.json=${path}`];
  return kind === 'pytest' ? [`--junitxml=${path}`] : [];
}

function count(step: Step, { code }: CommandResult, report: string | undefined): Tally {
  if (step.kind === 'lint') return code === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
  if (report === undefined) return { ...nothing, failed: 1 };
  return withExitCode(step.kind === 'vitest' ? tallyVitest(report) : tallyJunit(report), code);
}

/** Says what is going on while a step takes its time. */
function whileRunning(name: string): () => void {
  const startedAt = performance.now();
  if (process.stdout.isTTY) process.stdout.write(colours.dim(`… ${name}`));
  const timer = setInterval(() => {
    if (!process.stdout.isTTY) process.stdout.write(`  ${name}: ${seconds(performance.now() - startedAt)} so far\n`);
  }, 30_000);
  return () => {
    clearInterval(timer);
    if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  };
}

function printStep(step: Step, tally: Tally, tookMs: number): void {
  const mark = tally.failed === 0 ? colours.green('✓') : colours.red('✗');
  const counts = step.kind === 'lint' ? '' : `  ${summary(tally)}`;
  process.stdout.write(`${mark} ${step.name.padEnd(20)} ${colours.dim(seconds(tookMs).padStart(8))}${counts}\n`);
  for (const name of tally.skipped) process.stdout.write(`    skipped: ${name}\n`);
}

/** The tally with the step's name before each failure; the step alone where nothing else is known. */
export function withStepName({ name }: Step, tally: Tally): Tally {
  const named = (names: readonly string[]): string[] => names.map((one) => `${name}: ${one}`);
  const unknown = tally.failed > 0 && tally.failures.length === 0;
  return { ...tally, failures: unknown ? [name] : named(tally.failures), unsteady: named(tally.unsteady) };
}

/** Runs one step and prints its line; its output only when it fails. */
export async function runStep(step: Step, { env, reports, verbose }: StepContext): Promise<Outcome> {
  const path = join(reports, step.name.replaceAll(/[^a-z0-9-]/g, '-'));
  const startedAt = performance.now();
  const stop = whileRunning(step.name);
  const result = await runCommand(step.command, [...step.args, ...reportArgs(step, path)], {
    cwd: step.cwd,
    env,
    timeoutMs: TIMEOUT_MS,
    ...(verbose ? { onOutput: (text: string) => process.stdout.write(text) } : {}),
  });
  stop();
  const report = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const tally = count(step, result, report);
  printStep(step, tally, performance.now() - startedAt);
  if (tally.failed > 0 && !verbose) process.stdout.write(`${result.output.trimEnd().replaceAll(/^/gm, '    ')}\n`);
  return { step, tally, report };
}
