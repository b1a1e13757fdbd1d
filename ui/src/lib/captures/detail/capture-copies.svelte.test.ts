import type { Capture, CapturePage } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { Emitter } from '@eyepiece/client/emitter';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import { CaptureCopies } from './capture-copies.svelte.ts';

const copyOf = (source: string, id: string): Capture => ({ id, derivedFrom: { captureId: source } }) as Capture;
const pageOf = (...captures: Capture[]): CapturePage => ({ captures, nextCursor: null, total: captures.length });

function make() {
  const events = new Emitter<HubEvents>();
  const listCaptures = vi.fn(() => Promise.resolve(pageOf()));
  const getCapture = vi.fn((id: string) => Promise.resolve({ id } as Capture));
  const hub = { events, listCaptures, getCapture } as unknown as HubClient;
  return { copies: new CaptureCopies({ hub, session: { handleError: asHubError } }), events, listCaptures, getCapture };
}

it('shows the copies of a capture, and those that others make and delete', async () => {
  const { copies, events, listCaptures, getCapture } = make();
  const end = copies.follow('a', undefined);
  await vi.waitFor(() => expect(listCaptures).toHaveBeenCalledTimes(1));
  const one = copyOf('a', 'one');
  listCaptures.mockResolvedValueOnce(pageOf(one));
  events.emit('captureCreated', copyOf('other', 'two'));
  events.emit('captureCreated', one);
  await vi.waitFor(() => expect(copies.list).toEqual([one]));
  events.emit('captureDeleted', { id: 'one', cameraId: 'cam', deletedAt: '' });
  await vi.waitFor(() => expect([copies.list, copies.total]).toEqual([[], 0]));
  events.emit('captureDeleted', { id: 'one', cameraId: 'cam', deletedAt: '' });
  end();
  events.emit('captureCreated', one);
  expect([listCaptures.mock.calls.length, getCapture.mock.calls.length]).toEqual([3, 0]);
});

it('shows what a copy was made from, also when it is deleted for good', async () => {
  const { copies, events, getCapture } = make();
  copies.follow('copy', 'source');
  await vi.waitFor(() => expect(copies.source).toEqual({ id: 'source' }));
  getCapture.mockRejectedValueOnce(new HubError('capture_not_found', 'gone'));
  events.emit('capturePurged', { id: 'source' });
  await vi.waitFor(() => expect(copies.source).toBe('removed'));
});

it('forgets the copies of the capture before, and an answer that comes late', async () => {
  const { copies, listCaptures } = make();
  const slow = Promise.withResolvers<CapturePage>();
  listCaptures.mockReturnValueOnce(slow.promise);
  copies.follow('a', undefined)();
  copies.follow('b', undefined);
  await vi.waitFor(() => expect(copies.request.loading).toBe(false));
  slow.resolve(pageOf(copyOf('a', 'one')));
  await slow.promise;
  await Promise.resolve();
  expect(copies.list).toEqual([]);
});
