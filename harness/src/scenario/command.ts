/** `run`: runs a scenario and prints what was seen. */
import { ArgumentError } from '../input/arguments.ts';
import { helpOf, type CommandContext, type Output } from '../input/command-line.ts';
import { EXIT } from '../input/exit-codes.ts';
import { checkReports, printsJson, writeReports } from '../reports/report-files.ts';
import { runArguments, runCommandLine, type RunArguments } from './arguments.ts';
import { FileProblem } from '../input/text-file.ts';
import { ScenarioError } from './checked-scenario.ts';
import { loadScenario } from './load.ts';
import type { Outcome, RunResult } from './result.ts';
import { runScenario, type RunProgress } from './run.ts';
import { scenarioJsonSchema } from './schema/scenario.ts';
import { runSummary } from './summary.ts';

const CODES: Readonly<Record<Outcome, number>> = {
  passed: EXIT.met,
  failed: EXIT.missed,
  refused: EXIT.notWatchable,
  interrupted: EXIT.interrupted,
};

/** @returns the exit code */
export async function runCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const { output } = context;
  if (args.includes('--help') || args.includes('--schema')) {
    output.out(args.includes('--help') ? helpOf(runCommandLine()) : JSON.stringify(scenarioJsonSchema(), null, 2));
    return EXIT.met;
  }
  try {
    const options = runArguments(args);
    const result = await runFile(options, context);
    await show(result, options, context);
    return CODES[result.outcome];
  } catch (problem) {
    if (problem instanceof FileProblem) {
      output.error(problem.message);
      return EXIT.notWatchable;
    }
    if (!(problem instanceof ScenarioError) && !(problem instanceof ArgumentError)) throw problem;
    output.error(problem.message);
    return EXIT.wrongArguments;
  }
}

async function runFile({ file, seed, vars, quiet, reports }: RunArguments, { env, output, signal }: CommandContext): Promise<RunResult> {
  const scenario = await loadScenario(file, { seed, vars });
  checkReports(reports);
  const isSilent = quiet || printsJson(reports);
  return runScenario(scenario, { signal, env, ...(isSilent ? {} : { onProgress: faultChanges(output.out) }) });
}

/** Prints when each fault begins and ends. */
function faultChanges(out: Output['out']): (progress: RunProgress) => void {
  const told = new Set<string>();
  return ({ faultTimes }) => {
    const changes = faultTimes
      .flatMap(({ name, fromMs, toMs }) => [
        { text: `fault ${name} begins`, atMs: fromMs },
        { text: `fault ${name} ends`, atMs: toMs },
      ])
      .flatMap(({ text, atMs }) => (atMs === null || told.has(text) ? [] : { text, atMs }));
    for (const { text, atMs } of changes.sort((a, b) => a.atMs - b.atMs)) {
      told.add(text);
      out(`${(atMs / 1000).toFixed(1)} s: ${text}`);
    }
  };
}

async function show(result: RunResult, { reports }: RunArguments, { output }: CommandContext): Promise<void> {
  if (!printsJson(reports)) {
    if (result.outcome === 'refused' || result.outcome === 'interrupted')
      output.error(`${result.scenario.name}: ${result.problem ?? result.outcome}`);
    else output.out(runSummary(result));
  }
  await writeReports(result, reports, output.out);
}
