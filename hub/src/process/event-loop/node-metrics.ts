/** The metrics of Node, with the delay of the event loop as the hub measures it. */
import type { RecordableHistogram } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

/** The longest interval of a timer, ms. The default one wakes the process 100 times a second. */
const NEVER_MS = 2 ** 31 - 1;

const DELAYS: Readonly<Record<string, (delays: RecordableHistogram) => number>> = {
  min: ({ min }) => min,
  max: ({ max }) => max,
  mean: ({ mean }) => mean,
  stddev: ({ stddev }) => stddev,
  p50: (delays) => delays.percentile(50),
  p90: (delays) => delays.percentile(90),
  p99: (delays) => delays.percentile(99),
};

/** @param delays of the event loop, ns; reset by the caller after a scrape */
export function collectNodeMetrics(registry: Registry, delays: RecordableHistogram): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  for (const [name, read] of Object.entries(DELAYS)) {
    const metric = `nodejs_eventloop_lag_${name}_seconds`;
    registry.removeSingleMetric(metric);
    new Gauge({
      name: metric,
      help: `By how much a timer was late since the last scrape, ${name}`,
      registers: [registry],
      collect() {
        this.set(delays.count === 0 ? 0 : read(delays) / 1e9);
      },
    });
  }
}
