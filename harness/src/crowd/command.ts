/** `npm run crowd`: connects, measures, prints and checks limits. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { NarrowLink, type LinkShape } from '../system/narrow-link.ts';
import { RawViewer } from '../viewer/raw-viewer.ts';
import { ArgumentError } from '../arguments.ts';
import { CROWD_HELP, crowdArguments, type CrowdArguments } from './arguments.ts';
import { Crowd, type Group } from './crowd.ts';
import { dialHub, type HubAddress } from './dial.ts';
import { onlyCamera, signIn } from './hub-account.ts';
import { crowdTable, milliseconds, type CrowdReport } from './report.ts';

export const EXIT = { met: 0, missed: 1, wrongArguments: 2, notWatchable: 3 } as const;
const FIRST_PICTURE_MS = 15_000;
const SLOW = 'slow';

export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** @returns the exit code */
export async function crowdCommand(args: readonly string[], env: NodeJS.ProcessEnv, { out, error }: Output): Promise<number> {
  if (args.includes('--help')) {
    out(CROWD_HELP);
    return EXIT.met;
  }
  let options: CrowdArguments;
  try {
    options = crowdArguments(args, env);
  } catch (problem) {
    if (!(problem instanceof ArgumentError)) throw problem;
    error(`${problem.message}\nMore with --help`);
    return EXIT.wrongArguments;
  }
  try {
    const report = await measure(options);
    await show(report, options.json, out);
    const missed = missedLimits(report, options);
    for (const limit of missed) error(limit);
    return missed.length === 0 ? EXIT.met : EXIT.missed;
  } catch (problem) {
    error((problem as Error).message);
    return EXIT.notWatchable;
  }
}

async function measure(options: CrowdArguments): Promise<CrowdReport> {
  const token = await signIn(options.url, options.credential);
  const address: HubAddress = { url: options.url, token, cameraId: options.cameraId ?? (await onlyCamera(options.url, token)) };
  const links: NarrowLink[] = [];
  try {
    const groups = await groupsOf(options, address, links);
    const crowd = new Crowd(groups, await cameraAheadUs(address));
    try {
      await crowd.join();
      await crowd.untilServed(FIRST_PICTURE_MS);
      await delay(options.warmUpS * 1000);
      crowd.begin();
      await delay(options.durationS * 1000);
      return await crowd.end();
    } finally {
      crowd.leave();
    }
  } finally {
    await Promise.all(links.map((link) => link.close()));
  }
}

/** Each connection has its own link: slow viewers do not share one rate. */
async function groupsOf({ viewers, slow, roundTripMs }: CrowdArguments, address: HubAddress, links: NarrowLink[]): Promise<Group[]> {
  const over = async (shape: LinkShape): Promise<HubAddress> => {
    const link = await NarrowLink.start(new URL(address.url), shape);
    links.push(link);
    return { ...address, url: link.url + new URL(address.url).pathname.replace(/\/$/, '') };
  };
  const groups: Group[] = [];
  const others = viewers - (slow?.viewers ?? 0);
  if (others > 0) {
    const far = roundTripMs === undefined ? address : await over({ roundTripMs });
    groups.push({ name: roundTripMs === undefined ? 'fast' : `fast, ${roundTripMs} ms away`, viewers: others, dial: dialHub(far) });
  }
  if (slow) {
    const narrow = await over({ bitsPerSecond: slow.bitsPerSecond, roundTripMs });
    groups.push({ name: SLOW, viewers: slow.viewers, dial: dialHub(narrow) });
  }
  return groups;
}

/** The camera clock minus ours: the hub's clock from `time:sync`, plus the camera's offset from its state. */
async function cameraAheadUs({ url, token, cameraId }: HubAddress): Promise<number> {
  const viewer = await RawViewer.connect({ url, token, onFrame: () => undefined });
  try {
    const hubAheadUs = await viewer.clockOffsetUs();
    const { clockOffsetUs } = await viewer.watch({ cameraId });
    return hubAheadUs + clockOffsetUs;
  } finally {
    viewer.close();
  }
}

async function show(report: CrowdReport, json: string | undefined, out: Output['out']): Promise<void> {
  const text = JSON.stringify(report, null, 2);
  if (json === '-') {
    out(text);
    return;
  }
  out(crowdTable(report));
  if (json !== undefined) await writeFile(json, `${text}\n`);
}

function missedLimits(report: CrowdReport, { maxAgeP95Ms, minFrames }: CrowdArguments): string[] {
  const missed: string[] = [];
  for (const { name, ageMs, share } of report.groups) {
    if (maxAgeP95Ms !== undefined && !(ageMs.p95 <= maxAgeP95Ms)) {
      missed.push(`missed: age p95 of ${name} viewers is ${milliseconds(ageMs.p95)}, above ${maxAgeP95Ms} ms`);
    }
    if (minFrames !== undefined && name !== SLOW && !(share.worst >= minFrames)) {
      missed.push(`missed: a ${name} viewer got ${(share.worst * 100).toFixed(1)} % of the frames, below ${minFrames * 100} %`);
    }
  }
  return missed;
}
