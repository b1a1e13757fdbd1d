/** `npm test`: every check and test, two at a time where they share the machine; goes on after a failure and fails at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { onParentGone } from '../bootstrap/parent.mjs';
import { SetupError } from '@eyepiece/host/setup-error';
import { seconds } from '../bootstrap/progress.mjs';
import { Resources } from './resources.ts';
import { runStep, withStepName, type Outcome } from './run-step.ts';
import { afterBoth, isWorthASecondAttempt, secondAttempt } from './second-attempt.ts';
import { allSteps, selectSteps } from './steps.ts';
import type { Step } from './steps.ts';
import { add, nothing, summary } from './tally.ts';
import type { Tally } from './tally.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function options(): { only: string[]; verbose: boolean } {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, verbose: { type: 'boolean' } } });
  return { only: (values.only ?? []).flatMap((names) => names.split(',')), verbose: values.verbose ?? false };
}

function cannotRun(step: Step, error: unknown): Outcome {
  if (!(error instanceof Error)) throw error;
  process.stdout.write(`✗ ${step.name.padEnd(20)} could not run: ${error.message}\n`);
  return { step, tally: { ...nothing, failed: 1 }, report: undefined };
}

/** Steps that share two cores: two that compute and one that mostly waits. The others have the machine to themselves. */
const SHARED_AT_ONCE = 3;

async function runAll(steps: readonly Step[], resources: Resources, verbose: boolean): Promise<Tally> {
  const reports = mkdtempSync(join(tmpdir(), 'eyepiece-reports-'));
  const run = (step: Step): Promise<Outcome> =>
    resources.provide(step.needs).then(
      () => runStep(step, { env: resources.env, reports, verbose }),
      (error: unknown) => cannotRun(step, error),
    );
  const outcomes: Outcome[] = [];
  const inTurn = async (waiting: Step[]): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) outcomes.push(await run(step));
  };
  const waiting = steps.filter(({ shared }) => shared);
  await Promise.all(Array.from({ length: SHARED_AT_ONCE }, () => inTurn(waiting)));
  await inTurn(steps.filter(({ shared }) => !shared));
  const tally = await afterSecondAttempts(outcomes, run);
  rmSync(reports, { recursive: true });
  return tally;
}

async function afterSecondAttempts(outcomes: readonly Outcome[], run: (step: Step) => Promise<Outcome>): Promise<Tally> {
  const isWorthIt = isWorthASecondAttempt(outcomes.map(({ tally }) => tally).reduce(add, nothing));
  let total = nothing;
  for (const first of outcomes) {
    const again = isWorthIt ? secondAttempt(first.step, first.tally) : undefined;
    const tally = again === undefined ? first.tally : afterBoth(first, await run(again));
    total = add(total, withStepName(first.step, tally));
  }
  return total;
}

async function main(): Promise<void> {
  const startedAt = performance.now();
  const { only, verbose } = options();
  const steps = selectSteps(allSteps(root), only);
  const resources = new Resources(root, process.env);
  const interrupted = (): void => void resources.close().then(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  onParentGone(interrupted);
  const total = await runAll(steps, resources, verbose);
  await resources.close();
  for (const name of total.unsteady) process.stdout.write(`⚠ failed at first, passed alone: ${name}\n`);
  // Once more at the end: who reads only the last lines of a long log wants the names.
  for (const failure of total.failures) process.stdout.write(`✗ ${failure}\n`);
  process.stdout.write(`\n${seconds(performance.now() - startedAt)}\n${summary(total)}\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error && !(error instanceof SetupError) ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
