/** `npm run hostile`: attacks a whole system and reports the effects on its users. */
import { writeFile } from 'node:fs/promises';
import { readCommandLine } from '../../input/arguments.ts';
import { hostileArguments, hostileHelp, type HostileArguments } from './arguments.ts';
import { missed, runHostile } from './hostile.ts';
import { hostileTable } from './report.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function attack(options: HostileArguments): Promise<number> {
  const report = await runHostile({ ...options, say });
  say(`\n${hostileTable(report)}`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  const faulty = [report.calm, ...report.attacks].some(({ faults }) => faults.length > 0);
  return faulty || missed(report).length > 0 ? 1 : 0;
}

const options = readCommandLine(hostileArguments);
if (!options) process.exitCode = 2;
else if (options.help) say(hostileHelp());
else process.exitCode = await attack(options);
