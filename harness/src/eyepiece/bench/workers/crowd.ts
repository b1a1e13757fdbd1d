/** A crowd of viewers in its own process. */
import { Crowd, type Group } from '../../../crowd/crowd.ts';
import { Description } from '../../../input/description.ts';
import { dialHub, type HubAddress } from '../../../protocols/eyepiece/eyepiece.ts';
import { mjpeg } from '../../../protocols/mjpeg/mjpeg.ts';
import { socketIo } from '../../../protocols/socket-io/socket-io.ts';
import { websocket } from '../../../protocols/websocket/websocket.ts';
import type { CrowdReport } from '../../../crowd/report.ts';
import type { Link, LinkShape } from '../../../proxy/link.ts';
import { openBenchLink } from '../system/kernel-link.ts';
import { answerCalls } from './calls.ts';

const FIRST_PICTURE_MS = 20_000;
/** The reference servers pass on the messages of the camera, which begin with the header of frames. */
const FRAME_HEADER = new Description({ seq: 'u32be@8', time: 'u64be@16', timeUnit: 'us' }, () => 'header of frames');

/** How viewers connect to a server. */
export type Target =
  | ({ readonly kind: 'hub' } & HubAddress)
  | { readonly kind: 'broadcast' | 'plain'; readonly url: string }
  /** MJPEG over HTTP. */
  | { readonly kind: 'feed'; readonly url: string; readonly path: string; readonly token?: string };

export interface GroupPlan {
  readonly name: string;
  readonly viewers: number;
  readonly link?: LinkShape;
  /** Address of another server of the same kind. */
  readonly url?: string;
}

export interface JoinPlan {
  readonly target: Target;
  readonly groups: readonly GroupPlan[];
  /** Do not wait for frames, because the camera sends none. */
  readonly idle?: boolean;
  /** Begin a measurement before the first viewer joins. */
  readonly fromStart?: boolean;
}

let crowd: Crowd | undefined;
const links: Link[] = [];

const dial = (target: Target): Group['dial'] => {
  if (target.kind === 'hub') return dialHub(target);
  if (target.kind === 'feed') {
    const url = new URL(target.path, target.url).href;
    const headers = target.token === undefined ? {} : { authorization: `Bearer ${target.token}` };
    const feed = mjpeg.stream(new Description({ seq: 'X-Sequence', time: 'X-Timestamp', headers }, () => 'headers of pictures'));
    return (arrivals) => feed.dial({ url }, arrivals);
  }
  const stream = (target.kind === 'plain' ? websocket : socketIo).stream(FRAME_HEADER);
  const url = target.kind === 'plain' ? new URL('/frames', target.url).href : target.url;
  return (arrivals, signal) => stream.dial({ url, signal }, arrivals);
};

async function group(shared: Target, { name, viewers, link: shape, url = shared.url }: GroupPlan): Promise<Group> {
  const target = { ...shared, url };
  if (!shape) return { name, viewers, dial: dial(target) };
  const link = await openBenchLink(target.url, shape);
  links.push(link);
  return { name, viewers, dial: dial({ ...target, url: link.url }) };
}

const calls = {
  /** @returns the time of each viewer from joining to its first frame, ms */
  join: async ({ target, groups, idle = false, fromStart = false }: JoinPlan): Promise<number[]> => {
    crowd = new Crowd(await Promise.all(groups.map((plan) => group(target, plan))));
    if (fromStart) crowd.begin();
    await crowd.join();
    if (!idle) await crowd.untilServed(FIRST_PICTURE_MS);
    return crowd.groups.flatMap(({ members }) => members.flatMap(({ servedAfterMs = [] }) => servedAfterMs));
  },
  begin: (): void => crowd?.begin(),
  end: async (): Promise<CrowdReport> => {
    if (!crowd) throw new Error('no viewer has joined');
    return crowd.end();
  },
  /** All members of the group stop reading until they leave. */
  stall: (name: string): void => {
    for (const member of crowd?.groups.find((candidate) => candidate.name === name)?.members ?? []) member.stall();
  },
  leave: async (): Promise<void> => {
    crowd?.leave();
    crowd = undefined;
    await Promise.all(links.splice(0).map((link) => link.close()));
  },
};
export type CrowdCalls = typeof calls;

answerCalls(calls);
