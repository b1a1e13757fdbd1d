import { expect, it, vi } from 'vitest';
import type { FrameLinkEvents } from '../../hub/frame-link.ts';
import { SharedFrameLink } from './shared-frame-link.ts';

const events: FrameLinkEvents = {
  connected: () => undefined,
  lost: () => undefined,
  refused: () => undefined,
  frame: () => undefined,
  flow: () => undefined,
  watchRefused: () => undefined,
};

function rig() {
  const socket = { watch: vi.fn(), unwatch: vi.fn(), ack: vi.fn(), resetVideo: vi.fn(), retryNow: vi.fn() };
  return { socket, link: new SharedFrameLink(socket, events, { maxWidth: 320 }) };
}

it('sends its request, and again only when it changes', () => {
  const { socket, link } = rig();
  link.watch('left', {});
  link.setOptions({ maxWidth: 320 });
  link.setOptions({ maxWidth: 640, maxFps: 10 });
  expect(socket.watch.mock.calls).toEqual([
    ['left', { maxWidth: 320 }, events],
    ['left', { maxWidth: 640, maxFps: 10 }, events],
  ]);
  expect(socket.unwatch).not.toHaveBeenCalled();
});

it('keeps a request for later while nothing is watched', () => {
  const { socket, link } = rig();
  link.setOptions({ maxFps: 5 });
  expect(socket.watch).not.toHaveBeenCalled();
  link.watch('left', {});
  expect(socket.watch).toHaveBeenCalledWith('left', { maxFps: 5 }, events);
});

it('unwatches the previous camera when it switches, and on close', () => {
  const { socket, link } = rig();
  link.watch('left', {});
  link.watch('right', {});
  expect(socket.unwatch.mock.calls).toEqual([['left']]);
  link.close();
  link.close();
  expect(socket.unwatch.mock.calls).toEqual([['left'], ['right']]);
  link.setOptions({ maxFps: 1 });
  expect(socket.watch).toHaveBeenCalledTimes(2);
});

it('keeps what the player asked for when the size changes', () => {
  const { socket, link } = rig();
  link.watch('left', { video: ['h264'], prefer: 'economical' });
  link.setOptions({ maxWidth: 640 });
  expect(socket.watch).toHaveBeenLastCalledWith('left', { maxWidth: 640, video: ['h264'], prefer: 'economical' }, events);
});
