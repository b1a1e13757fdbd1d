/** One measurement of a server that the test publishes with. It ends when each viewer has had the last frame. */
import { Crowd } from '../../src/crowd/crowd.ts';
import { crowdCommand } from '../../src/crowd/command.ts';
import type { CrowdReport } from '../../src/crowd/report.ts';
import { deferred } from '../../src/timing/deferred.ts';
import { Description } from '../../src/input/description.ts';
import type { Arrivals, Stream } from '../../src/protocols/protocol.ts';
import { findProtocol } from '../../src/protocols/protocols.ts';

const SERVED_MS = 20_000;
export const VIEWERS = 3;
export const LAST = 100;

/** The numbers of frames in the order in which a server sends them. Number 0 is sent to each viewer that joins. */
const numbers = Array.from({ length: LAST }, (_, index) => index + 1);
export const ORDERS = {
  healthy: numbers,
  lost: numbers.filter((seq) => seq < 40 || seq >= 50),
  doubled: numbers.flatMap((seq) => (seq % 10 === 5 ? [seq, seq] : [seq])),
  unordered: numbers.map((seq) => (seq % 20 === 7 ? seq + 1 : seq % 20 === 8 ? seq - 1 : seq)),
} as const;

/** The figures that each order must give, for one viewer. */
export const FIGURES: readonly (readonly [
  order: keyof typeof ORDERS,
  figures: { frames: number; dropped: number; repeated: number; late: number },
])[] = [
  ['healthy', { frames: 100, dropped: 0, repeated: 0, late: 0 }],
  ['lost', { frames: 90, dropped: 10, repeated: 0, late: 0 }],
  ['doubled', { frames: 110, dropped: 0, repeated: 10, late: 0 }],
  ['unordered', { frames: 100, dropped: 0, repeated: 0, late: 5 }],
];

export async function streamOf(protocol: string, options: Readonly<Record<string, unknown>>): Promise<Stream> {
  return (await findProtocol(protocol)).stream(new Description(options, () => 'test'));
}

export interface Session {
  readonly stream: Stream;
  readonly url: string;
  readonly publish: () => unknown;
  /** Viewers that receive the last frame. */
  readonly expected?: number;
  readonly isLast?: (seq: number | null, frames: number) => boolean;
}

export async function measure({ stream, url, publish, expected = VIEWERS, isLast = (seq) => seq === LAST }: Session): Promise<CrowdReport> {
  const finished = deferred<undefined>();
  let atEnd = 0;
  const dial = (arrivals: Arrivals): ReturnType<Stream['dial']> => {
    let frames = 0;
    return stream.dial(
      { url },
      {
        ...arrivals,
        frame: (frame, bytes) => {
          arrivals.frame(frame, bytes);
          frames += 1;
          if (isLast(frame.seq, frames) && ++atEnd === expected) finished.resolve(undefined);
        },
      },
    );
  };
  const clock = { aheadUs: stream.clockAheadUs, measured: false, sequence: stream.sequence };
  const crowd = new Crowd([{ name: 'all', viewers: VIEWERS, dial }], clock);
  try {
    await crowd.join();
    await crowd.untilServed(SERVED_MS);
    crowd.begin();
    await publish();
    await finished.promise;
    return await crowd.end();
  } finally {
    crowd.leave();
  }
}

/** The figures of all viewers together, as one viewer would have them. */
export function perViewer({ groups: [group] }: CrowdReport): { frames: number; dropped: number; repeated: number; late: number } {
  if (!group) throw new Error('there is no group');
  const { frames, dropped, repeated, outOfOrder } = group;
  return { frames: frames / VIEWERS, dropped: dropped / VIEWERS, repeated: repeated / VIEWERS, late: outOfOrder / VIEWERS };
}

/** The command itself, for a moment. */
export async function runCrowd(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const printed = { out: '', error: '' };
  const output = { out: (line: string) => (printed.out += `${line}\n`), error: (line: string) => (printed.error += `${line}\n`) };
  const code = await crowdCommand(['--warm-up', '0', '--duration', '1', '--viewers', String(VIEWERS), ...args], {}, output);
  return { code, ...printed };
}
