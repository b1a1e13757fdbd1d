import { expect, it } from 'vitest';
import type { Fanout } from '../../fanout/fanout.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import { LinkTable } from './link-table.ts';

it('forgets the rates of a forgotten camera', () => {
  const camera = {
    id: 'cam',
    status: 'offline',
    state: { name: 'Bench 3', spooled: 0 },
    history: { reconnects: 0, lost: 0, lastError: undefined },
  };
  let cameras = [camera];
  let frames = 0;
  const registry = {
    get all() {
      return cameras;
    },
  } as unknown as CameraRegistry;
  const fanout = { stream: () => ({ counters: { received: { frames, bytes: 0 } } }) } as unknown as Fanout;
  const table = new LinkTable(registry, fanout);
  const fps = (nowMs: number): number[] => table.read(nowMs).map((link) => link.fps);
  expect(fps(0)).toEqual([0]);
  frames = 30;
  expect(fps(1000)).toEqual([30]);
  cameras = [];
  expect(fps(2000)).toEqual([]);
  cameras = [camera];
  expect(fps(3000)).toEqual([0]);
});
