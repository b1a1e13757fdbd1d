/** `npm run chaos`: kills processes of a whole system under a load of captures. */
import { writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { readCommandLine } from '../../input/arguments.ts';
import { CHAOS_HELP, chaosArguments, type ChaosArguments } from './arguments.ts';
import { runChaos } from './chaos.ts';
import { breachesOf, chaosText } from './report.ts';
import type { ChaosResult } from './result.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function run({ json, ...options }: ChaosArguments): Promise<number> {
  let result: ChaosResult;
  try {
    result = await runChaos({ ...options, onProgress: say });
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
    return 1;
  }
  say(`\n${chaosText(result)}`);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
  return breachesOf(result).length > 0 ? 1 : 0;
}

// A signal alone would leave the processes behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const options = readCommandLine(chaosArguments);
if (!options) process.exitCode = 2;
else if (options.help) say(CHAOS_HELP);
else process.exitCode = await run(options);
