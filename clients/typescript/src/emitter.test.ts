import { afterEach, expect, it, vi } from 'vitest';
import { Emitter } from './emitter.ts';

afterEach(() => void vi.unstubAllGlobals());

it('an exception of one listener reaches the program, and stops neither the others nor the sender', () => {
  const later: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (run: () => void) => void later.push(run));
  const events = new Emitter<{ frame: [number] }>();
  const [before, after] = [vi.fn(), vi.fn()];
  events.on('frame', before);
  events.on('frame', (seq) => {
    throw new Error(`listener of ${seq}`);
  });
  events.on('frame', after);
  events.emit('frame', 1);
  events.emit('frame', 2);
  expect([before.mock.calls, after.mock.calls]).toEqual([
    [[1], [2]],
    [[1], [2]],
  ]);
  const messages = later.map((run) => {
    try {
      run();
      return 'none';
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(messages).toEqual(['listener of 1', 'listener of 2']);
});

it('a listener that unsubscribes itself or adds another one does not disturb the event', () => {
  const events = new Emitter<{ frame: [] }>();
  const calls: string[] = [];
  const stop = events.on('frame', () => {
    calls.push('once');
    stop();
    events.on('frame', () => calls.push('added'));
  });
  events.on('frame', () => calls.push('always'));
  events.emit('frame');
  expect(calls).toEqual(['once', 'always']);
  events.emit('frame');
  expect(calls).toEqual(['once', 'always', 'always', 'added']);
});
