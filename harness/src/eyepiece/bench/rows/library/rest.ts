import { median } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import { cpuSeconds } from '../../../../system/processes/process-use.ts';
import { against, informative, type Result } from '../../result.ts';

const CONNECTIONS = 16;
const RATE_MIN = 1500;

/** Row 11: one capture by its id, from the database, and the cameras, from memory. */
export const rest: Row = {
  name: 'rest',
  about: `authenticated REST reads a second, ${CONNECTIONS} connections, the hub on one core`,
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await bench.libraryHub();
    const { captures } = (await hub.get('/api/v1/captures?limit=1')) as { captures: { id: string }[] };
    const measure = async (path: string): Promise<{ rate: number; cpuUs: number }> => {
      const runs = [];
      for (let round = 0; round <= bench.pace.rounds; round += 1) {
        const before = await cpuSeconds(hub.pid);
        const plan = { url: hub.url, token: hub.token, path, connections: CONNECTIONS, seconds: bench.pace.seconds };
        const { done, seconds } = await bench.rest.call('read', plan);
        const run = { rate: done / seconds, cpuUs: (((await cpuSeconds(hub.pid)) - before) / done) * 1e6 };
        bench.say(`${path.slice(0, 24)}: ${run.rate.toFixed(0)} a second, ${run.cpuUs.toFixed(0)} µs of CPU each`);
        // The first round is practice.
        if (round > 0) runs.push(run);
      }
      return { rate: median(runs.map(({ rate }) => rate)), cpuUs: median(runs.map(({ cpuUs }) => cpuUs)) };
    };
    const capture = await measure(`/api/v1/captures/${captures[0]?.id ?? ''}`);
    const cameras = await measure('/api/v1/cameras');
    return [
      against('11 reads of a capture, from the database', capture.rate, 'per s', { atLeast: RATE_MIN }),
      informative('11 … CPU of the hub for each', capture.cpuUs, 'µs'),
      against('11 reads of the cameras, from memory', cameras.rate, 'per s', { atLeast: RATE_MIN }),
      informative('11 … CPU of the hub for each', cameras.cpuUs, 'µs'),
    ];
  },
};
