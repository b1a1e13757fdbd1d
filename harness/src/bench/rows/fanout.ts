import { median } from '../../statistics.ts';
import type { Bench, Row } from '../bench.ts';
import { hubContestant, inTurn, LARGE, measureRun, referenceContestant } from '../fanout-run.ts';
import { ratioTo, type Result } from '../result.ts';

const VIEWERS = 100;
const OF_WS = 1.15;
const OF_SOCKET_IO = 0.7;

/** Row 1. */
export const fanout: Row = {
  name: 'fanout',
  about: `CPU per delivered frame, ${VIEWERS} viewers × ${LARGE.fps} fps × ${LARGE.frameBytes / 1000} kB`,
  run: async (bench: Bench): Promise<Result[]> => {
    const contestants = [
      await hubContestant(bench),
      await referenceContestant(bench, 'ws'),
      await referenceContestant(bench, 'socket.io'),
      await referenceContestant(bench, 'raw'),
    ];
    const load = { ...LARGE, groups: [{ name: 'fast', viewers: VIEWERS }] };
    const figures = await inTurn(
      bench.pace.rounds,
      contestants.map((contestant) => async () => {
        const { usPerFrame, report } = await measureRun(bench, contestant, load);
        const share = report.groups[0]?.share.mean ?? 0;
        bench.say(`${contestant.name}: ${usPerFrame.toFixed(1)} µs per frame, ${(share * 100).toFixed(1)} % delivered`);
        return usPerFrame;
      }),
    );
    const [subject = Number.NaN, ws = Number.NaN, socketIo = Number.NaN, raw = Number.NaN] = figures.map(median);
    const unit = 'µs/frame';
    return [
      ratioTo('1 CPU per delivered frame, to ws send() per viewer', unit, { subject, reference: ws, of: 'ws', atMost: OF_WS }),
      ratioTo('1 … to stock Socket.IO broadcast', unit, { subject, reference: socketIo, of: 'Socket.IO', atMost: OF_SOCKET_IO }),
      ratioTo('1 … to plain TCP writes of a ready buffer', unit, { subject, reference: raw, of: 'TCP' }),
    ];
  },
};
