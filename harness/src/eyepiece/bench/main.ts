/** `npm run bench`: measures the targets of docs/explanation/performance.md on this machine. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release } from 'node:os';
import { readCommandLine } from '../../input/arguments.ts';
import { benchArguments, benchHelp, type BenchArguments } from './arguments.ts';
import { Bench, type Row } from './bench.ts';
import { inNamespace, openLoopback, runInNamespace } from './system/kernel-link.ts';
import { canPin } from './system/processes.ts';
import { notMeasured, resultTable, type Result } from './result.ts';
import { ROWS } from './rows/all.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function machine(): string {
  const pinning = canPin ? 'server and load on a core each' : 'processes are not pinned to cores: this system does not support it';
  return `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${process.platform} ${release()}, Node ${process.versions.node}; ${pinning}`;
}

/** A row that cannot be measured here counts as missed; the others still run. */
async function attempt(row: Row, bench: Bench): Promise<Result[]> {
  try {
    return await row.run(bench);
  } catch (error) {
    process.stderr.write(`  ${(error as Error).message}\n`);
    return [notMeasured(row.name)];
  }
}

async function measure({ pace, rows }: BenchArguments): Promise<Result[]> {
  const results: Result[] = [];
  const bench = new Bench(pace, (text) => say(`  ${text}`));
  try {
    for (const row of rows) {
      say(`\n${row.name}: ${row.about}`);
      results.push(...(await attempt(row, bench)));
    }
  } finally {
    await bench.stop();
  }
  return results;
}

function elsewhere(): number {
  try {
    return runInNamespace();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

async function measureHere(options: BenchArguments): Promise<number> {
  if (options.namespace) openLoopback();
  say(`${machine()}${options.namespace ? '; links in a network namespace' : ''}`);
  const results = await measure(options);
  say(`\n${resultTable(results)}`);
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
  return results.some(({ pass }) => pass === false) ? 1 : 0;
}

const options = readCommandLine((args) => benchArguments(args, ROWS));
if (!options) process.exitCode = 2;
else if (options.help) say(benchHelp(ROWS));
else process.exitCode = options.namespace && !inNamespace ? elsewhere() : await measureHere(options);
