import { expect, it, vi } from 'vitest';
import type { SendMeasurement } from './send-pace.ts';
import { SendQueues } from './send-queues.ts';

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const TCP = `${HEADER}   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:D431 01 00001000:00000000 01:00000014 00000000     0        0 2 3 0 20 4 30 10 -1
`;
const TCP6 = `${HEADER}  12: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:D432 01 00000010:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1
`;
const socket = (remotePort: number, remoteFamily = 'IPv4') => ({
  localPort: 0x1f90,
  remotePort,
  remoteFamily,
  bytesWritten: 5000,
  writableLength: 7,
});

it('reads the undelivered bytes of each watched connection, over IPv4 and IPv6', async () => {
  const queues = new SendQueues(undefined, (family) => Promise.resolve(family === 'IPv6' ? TCP6 : TCP));
  const measured: (SendMeasurement | undefined)[] = [];
  const sockets = [socket(0xd431), socket(0xd432, 'IPv6'), socket(0xd433)];
  const watches = sockets.map((watched) => queues.watch(watched, (measurement) => measured.push(measurement)));
  await queues.measure();
  expect(measured).toEqual([
    { undeliveredBytes: 0x1000 + 7, writtenBytes: 5000, atMs: expect.any(Number) as number },
    { undeliveredBytes: 0x10 + 7, writtenBytes: 5000, atMs: expect.any(Number) as number },
    undefined,
  ]);
  for (const watch of watches) watch.stop();
  await queues.measure();
  expect(measured).toHaveLength(3);
});

it('reads only the tables that its connections are in', async () => {
  const read: string[] = [];
  const queues = new SendQueues(undefined, (family) => {
    read.push(family);
    return Promise.resolve(TCP);
  });
  const watches = [queues.watch(socket(0xd431), () => undefined)];
  await queues.measure();
  expect(read).toEqual(['IPv4']);
  watches.push(queues.watch(socket(0xd432, 'IPv6'), () => undefined));
  await queues.measure();
  expect(read.slice(1)).toEqual(['IPv4', 'IPv6']);
  for (const watch of watches) watch.stop();
});

it('reports undefined where the platform has no such table', async () => {
  const queues = new SendQueues(undefined, () => Promise.reject(new Error('ENOENT')));
  const measured: (SendMeasurement | undefined)[] = [];
  const watch = queues.watch(socket(0xd431), (measurement) => measured.push(measurement));
  await queues.measure();
  expect(measured).toEqual([undefined]);
  watch.stop();
});

it('tolerates a connection missing from the table once', async () => {
  let table = TCP;
  const queues = new SendQueues(undefined, () => Promise.resolve(table));
  const measured: (number | undefined)[] = [];
  const watch = queues.watch(socket(0xd431), (measurement) => measured.push(measurement?.undeliveredBytes));
  for (const next of [TCP, HEADER, TCP, HEADER, HEADER]) {
    table = next;
    await queues.measure();
  }
  expect(measured).toEqual([0x1000 + 7, 0x1000 + 7, undefined]);
  watch.stop();
});

it('continues when a listener throws, and reports its first error', async () => {
  const errors: unknown[] = [];
  const queues = new SendQueues(
    (error) => errors.push(error),
    () => Promise.resolve(TCP),
  );
  const broken = new Error('broken');
  const watches = [
    queues.watch(socket(0xd431), () => {
      throw broken;
    }),
  ];
  const thrice = new Promise<number>((resolve) => {
    let count = 0;
    watches.push(queues.watch(socket(0xd431), () => (count += 1) === 3 && resolve(count)));
  });
  expect(await thrice).toBe(3);
  expect(errors).toEqual([broken]);
  for (const watch of watches) watch.stop();
});

it('measures seldom, and soon when a connection wants it', async () => {
  vi.useFakeTimers();
  try {
    const measuredAtMs: number[] = [];
    const queues = new SendQueues(undefined, () => Promise.resolve(TCP));
    const startMs = performance.now();
    const watch = queues.watch(socket(0xd431), () => {
      const ms = performance.now() - startMs;
      measuredAtMs.push(ms);
      if (ms >= 600 && ms < 800) watch.soon();
    });
    await vi.advanceTimersByTimeAsync(850);
    expect(measuredAtMs).toEqual([0, 300, 600, 700, 800]);
    watch.soon();
    watch.soon();
    await vi.advanceTimersByTimeAsync(300);
    expect(measuredAtMs.slice(5)).toEqual([900]);
    watch.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(measuredAtMs).toHaveLength(6);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
