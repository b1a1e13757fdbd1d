/** The hub's own time for a frame, from receipt to the write for its last viewer, from its histogram. */

/** Frames up to each bound in seconds, cumulative as in the format of Prometheus. */
export type Buckets = ReadonlyMap<number, number>;

const BUCKET = /^eyepiece_fanout_seconds_bucket\{(?<labels>[^}]*)\} (?<count>\d+)$/gm;

/** The histogram of one camera in the text of `GET /metrics`; empty before its first frame. */
export function fanoutBuckets(metrics: string, cameraId: string): Buckets {
  const buckets = new Map<number, number>();
  for (const { groups } of metrics.matchAll(BUCKET)) {
    const labels = groups?.['labels'] ?? '';
    const bound = /\ble="([^"]+)"/.exec(labels)?.[1];
    if (bound === undefined || !labels.includes(`camera="${cameraId}"`)) continue;
    buckets.set(bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound), Number(groups?.['count']));
  }
  return buckets;
}

/** The smallest bound that `share` of the frames between two readings did not exceed, ms; NaN without frames. */
export function boundMs(before: Buckets, after: Buckets, share: number): number {
  const counts = [...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)] as const).sort(([a], [b]) => a - b);
  const total = counts.at(-1)?.[1] ?? 0;
  if (total === 0) return Number.NaN;
  return (counts.find(([, count]) => count >= share * total)?.[0] ?? Number.NaN) * 1000;
}
