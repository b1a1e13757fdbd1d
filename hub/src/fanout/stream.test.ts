import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import type { Camera } from '../ingest/camera.ts';
import type { Reader } from './reader.ts';
import { makeStandIn } from './frames/stand-in.ts';
import { Stream } from './stream.ts';

vi.mock('./frames/stand-in.ts');

it('goes on when the picture for a camera that is not live cannot be made, and tries again', async () => {
  const facts = { id: 'cam', status: 'offline', setViewers: vi.fn(), setDemand: vi.fn() };
  const camera = Object.assign(new EventEmitter(), facts) as unknown as Camera;
  const warn = vi.fn();
  const stream = new Stream(camera, { logger: { warn } });
  const notLive = vi.fn<NonNullable<Reader['notLive']>>();
  stream.add({ demand: {}, divisor: 1, sourceWidth: vi.fn(), offer: vi.fn(), tick: vi.fn(), notLive });
  const failure = new Error('out of memory');
  vi.mocked(makeStandIn).mockRejectedValueOnce(failure).mockResolvedValueOnce(Buffer.from('banner'));
  stream.tick(0);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(expect.objectContaining({ err: failure, cameraId: 'cam' }), expect.anything()));
  expect(notLive).not.toHaveBeenCalled();
  stream.tick(1000);
  await vi.waitFor(() => expect(notLive).toHaveBeenCalledOnce());
  stream.close();
});
