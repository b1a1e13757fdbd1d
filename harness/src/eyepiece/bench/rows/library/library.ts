import type { CapturePage } from '@eyepiece/shared-types';
import { median, percentile } from '../../../../figures/statistics.ts';
import type { Bench, Row } from '../../bench.ts';
import type { HubUnderTest } from '../../system/hub-under-test.ts';
import { against, ratioTo, type Result } from '../../result.ts';

const FIRST_PAGE_MAX_MS = 150;
const QUERY_MAX_MS = 200;

/** Words that all, many, few and no captures have: see hub/maintenance/seed. */
const QUERIES: Readonly<Record<string, string>> = {
  camera: 'cameraId=stereo',
  format: 'format=tiff',
  rating: 'ratingMin=4',
  label: 'label=yeast%20dry',
  tag: 'tag=publish',
  'exposure and gain': 'exposureMin=10&exposureMax=100&gainMin=6&gainMax=12',
  time: 'from=2020-01-01T00:00:00Z&to=2099-01-01T00:00:00Z',
  trash: 'deleted=true',
  'search: everything': 'q=2',
  'search: most': 'q=jpg',
  'search: a tenth': 'q=onion',
  'search: few': 'q=gre%20sol%20bubble%20drift',
  'search: nothing': 'q=nowhere',
  'search and filters': 'q=pollen&ratingMin=3&cameraId=inverted',
};

/** The library targets, each beside the read of one row by its key through the same hub. */
export const library: Row = {
  name: 'library',
  about: 'first page, filters, searches, days and neighbours in a library on PostgreSQL',
  run: async (bench: Bench): Promise<Result[]> => {
    const hub = await bench.libraryHub();
    const { captures, total } = (await hub.get('/api/v1/captures?limit=60')) as CapturePage;
    const id = captures[30]?.id ?? '';
    bench.say(`${total} captures`);
    const measured = async (path: string): Promise<Times> => timesOf(bench, hub, path);
    const key = await measured(`/api/v1/captures/${id}`);
    const results: Result[] = [];
    const add = async (name: string, path: string, atMost: number): Promise<void> => {
      const { p50, p95 } = await measured(path);
      bench.say(`${name}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
      results.push(against(`library, ${name}, p95`, p95, 'ms', { atMost }));
      results.push(ratioTo('  … p50, to the read of one row', 'ms', { subject: p50, reference: key.p50, of: 'one row' }));
    };
    await add('first page', '/api/v1/captures?limit=60', FIRST_PAGE_MAX_MS);
    for (const [name, query] of Object.entries(QUERIES)) await add(name, `/api/v1/captures?limit=60&${query}`, QUERY_MAX_MS);
    await add('days', '/api/v1/captures/timeline?timeZone=Europe/Vienna', QUERY_MAX_MS);
    await add('neighbours', `/api/v1/captures/${id}/neighbours`, QUERY_MAX_MS);
    return results;
  },
};

interface Times {
  readonly p50: number;
  readonly p95: number;
}

/** In sequence: measures the time that a user waits, not the throughput of the hub. */
async function timesOf(bench: Bench, hub: HubUnderTest, path: string): Promise<Times> {
  await hub.get(path);
  const times: number[] = [];
  for (let round = 0; round < bench.pace.rounds * 8; round += 1) {
    const startedAt = performance.now();
    await hub.get(path);
    times.push(performance.now() - startedAt);
  }
  return { p50: median(times), p95: percentile(times, 0.95) };
}
