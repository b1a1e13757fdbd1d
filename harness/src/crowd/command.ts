/** `crowd`: connects, measures, prints and checks limits. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ArgumentError } from '../input/arguments.ts';
import { helpOf, type Output } from '../input/command-line.ts';
import { EXIT } from '../input/exit-codes.ts';
import { deferred } from '../timing/deferred.ts';
import { openLink, type Link, type LinkShape } from '../proxy/link.ts';
import { crowdArguments, type CrowdArguments } from './arguments.ts';
import { Crowd, type Group } from './crowd.ts';
import { whyNoFrame } from './explanation.ts';
import { missedLimits, SLOW } from './limits.ts';
import { crowdCommandLine } from './options.ts';
import { crowdTable, type CrowdReport } from './report.ts';
import { oneLine } from '../input/one-line.ts';
import { checkIsWritable, namedByArgument } from '../input/text-file.ts';
import { openStream, type WatchedStream } from './streams.ts';

const FIRST_FRAME_MS = 15_000;

/** @returns the exit code */
export async function crowdCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { out, error }: Output,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  if (args.includes('--help')) {
    out(helpOf(crowdCommandLine()));
    return EXIT.met;
  }
  try {
    const options = crowdArguments(args, env);
    const open = await openStream(options);
    const { json } = options;
    if (json !== undefined && json !== '-') namedByArgument(() => checkIsWritable(json));
    const report = await measure(options, open, signal);
    await show(report, options, out);
    const missed = missedLimits(report, options);
    for (const limit of missed) error(limit);
    return missed.length === 0 ? EXIT.met : EXIT.missed;
  } catch (problem) {
    if (problem instanceof ArgumentError) {
      error(problem.message);
      return EXIT.wrongArguments;
    }
    const { message } = (signal.aborted ? signal.reason : problem) as Error;
    error(oneLine(signal.aborted ? `${message}: all viewers have left` : message));
    return signal.aborted ? EXIT.interrupted : EXIT.notWatchable;
  }
}

async function measure(options: CrowdArguments, open: () => Promise<WatchedStream>, signal: AbortSignal): Promise<CrowdReport> {
  const links: Link[] = [];
  try {
    const stream = await untilAborted(open(), signal);
    const groups = await groupsOf(options, stream, links);
    const crowd = new Crowd(groups, stream.clock, (heard) => whyNoFrame(options.protocol, heard));
    try {
      await untilAborted(crowd.join(), signal);
      await untilAborted(crowd.untilServed(FIRST_FRAME_MS), signal);
      const misfit = stream.misfit();
      if (misfit !== undefined) throw new Error(misfit);
      await delay(options.warmUpS * 1000, undefined, { signal });
      crowd.begin();
      await delay(options.durationS * 1000, undefined, { signal });
      return await untilAborted(crowd.end(), signal);
    } finally {
      crowd.leave();
    }
  } finally {
    await Promise.all(links.map((link) => link.close()));
  }
}

/** Rejects when the signal aborts. The work then ends by itself, because its viewers have left. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = deferred<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    // The loser of the race may still reject.
    work.catch(() => undefined);
  }
}

/** Each connection has its own link: slow viewers do not share one rate. */
async function groupsOf({ url, viewers, slow, roundTripMs }: CrowdArguments, { dial }: WatchedStream, links: Link[]): Promise<Group[]> {
  const over = async (shape: LinkShape): Promise<string> => {
    const link = await openLink(url, shape);
    links.push(link);
    return link.url;
  };
  const groups: Group[] = [];
  const others = viewers - (slow?.viewers ?? 0);
  if (others > 0) {
    const name = roundTripMs === undefined ? 'fast' : `fast, ${roundTripMs} ms away`;
    groups.push({ name, viewers: others, dial: dial(roundTripMs === undefined ? url : await over({ roundTripMs })) });
  }
  if (slow) groups.push({ name: SLOW, viewers: slow.viewers, dial: dial(await over({ bitsPerSecond: slow.bitsPerSecond, roundTripMs })) });
  return groups;
}

async function show(report: CrowdReport, { json, protocol }: CrowdArguments, out: Output['out']): Promise<void> {
  const text = JSON.stringify(report, null, 2);
  if (json === '-') {
    out(text);
    return;
  }
  out(crowdTable(report, protocol === 'eyepiece' ? 'camera' : 'server'));
  if (json !== undefined) await writeFile(json, `${text}\n`);
}
