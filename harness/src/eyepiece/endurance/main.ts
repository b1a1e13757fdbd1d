/** `npm run endurance`: disturbs a whole system under load. */
import { writeFile } from 'node:fs/promises';
import { ensureUiBuilt } from '@eyepiece/host/build/ui-build';
import { readCommandLine } from '../../input/arguments.ts';
import { CHECKOUT } from '../../system/programs.ts';
import { ENDURANCE_HELP, enduranceArguments, type EnduranceArguments } from './arguments.ts';
import { PROMISED, runEndurance } from './endurance.ts';
import { enduranceTable } from './report.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function endure(options: EnduranceArguments): Promise<number> {
  await ensureUiBuilt(CHECKOUT, (title, work) => {
    say(title);
    return work();
  });
  const report = await runEndurance({ ...options, patience: PROMISED, say });
  say(`\n${enduranceTable(report)}`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  return report.breaches.length > 0 ? 1 : 0;
}

// The exit handlers unmount and resume; a signal alone would skip them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const options = readCommandLine(enduranceArguments);
if (!options) process.exitCode = 2;
else if (options.help) say(ENDURANCE_HELP);
else process.exitCode = await endure(options);
