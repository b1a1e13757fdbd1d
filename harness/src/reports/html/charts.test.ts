import { expect, it } from 'vitest';

interface Chart {
  readonly title: string;
  readonly steps?: true;
  readonly instant?: true;
}

type Data = readonly (readonly (number | null)[])[];

// The script of the page defines a global name and touches the page only when it draws.
await import(String(new URL('./page/charts.js', import.meta.url)));
const { GROUP_CHARTS, PROCESS_CHARTS, dataOf } = (
  globalThis as unknown as {
    runCharts: {
      GROUP_CHARTS: readonly Chart[];
      PROCESS_CHARTS: readonly Chart[];
      dataOf: (chart: Chart, steps: readonly object[], run: { durationMs: number; binMs: number }) => Data;
    };
  }
).runCharts;

const RUN = { durationMs: 2500, binMs: 1000 };
const BINS = [4, 5, 6].map((connected, index) => ({
  atMs: index * 1000,
  connected,
  framesPerSecond: connected,
  losses: 0,
  reconnects: 0,
}));

function chart(charts: readonly Chart[], title: string): Chart {
  const found = charts.find((each) => each.title === title);
  if (!found) throw new Error(`there is no chart ${title}`);
  return found;
}

it('draws the last step up to its end', () => {
  const [times, connected] = dataOf(chart(GROUP_CHARTS, 'Connections'), BINS, RUN);
  expect(times).toEqual([0, 1, 2, 2.5]);
  expect(connected).toEqual([4, 5, 6, 6]);
  expect(dataOf(chart(GROUP_CHARTS, 'Connections'), BINS.slice(0, 1), RUN)[0]).toEqual([0, 1]);
  expect(dataOf(chart(GROUP_CHARTS, 'Connections'), [], RUN)[0]).toEqual([]);
});

it('draws the points of a line in the middle of their times', () => {
  expect(dataOf(chart(GROUP_CHARTS, 'Frames per second'), BINS, RUN).slice(0, 2)).toEqual([
    [0.5, 1.5, 2.5],
    [4, 5, 6],
  ]);
});

it('draws samples at their times', () => {
  expect(dataOf(chart(PROCESS_CHARTS, 'Memory'), [{ atMs: 700, memoryBytes: 9 }], RUN)).toEqual([[0.7], [9]]);
});
