import { DIAGNOSTICS_MESSAGES } from '@eyepiece/shared-types';
import { beforeEach, expect, it } from 'vitest';
import { MessageFeed, type Correspondent } from './feed.ts';
import { Redactor } from './redact.ts';

let feed: MessageFeed;
let close: () => void;
const person = (name: string): Correspondent => ({ name: () => name, requests: new Map() });
const ana = person('Ana');
const messages = () => feed.after(0).messages;
const shown = () => messages().map(({ direction, kind, event, people }) => ({ direction, kind, event, people }));

beforeEach(() => {
  feed = new MessageFeed(new Redactor([]), Infinity);
  close = feed.open();
});

it('contains events of both directions', () => {
  feed.received('2["watch",{"cameraId":"cam"}]', ana);
  feed.sent('2["flow",{"width":64}]', ana);
  expect(messages()).toMatchObject([
    { direction: 'in', kind: 'event', event: 'watch', people: ['Ana'], bytes: 29, preview: '{"cameraId":"cam"}' },
    { direction: 'out', kind: 'event', event: 'flow', people: ['Ana'], preview: '{"width":64}' },
  ]);
});

it('names the request of a reply, and its error', () => {
  feed.received('27["settings:update",{}]', ana);
  feed.sent('37[{"ok":false,"error":{"code":"forbidden","message":"no"}}]', ana);
  feed.sent('38[{"ok":true}]', ana);
  expect(messages().slice(1)).toMatchObject([
    { direction: 'out', kind: 'reply', event: 'settings:update', error: 'forbidden', tookMs: expect.any(Number) as number },
    { direction: 'out', kind: 'reply', event: 'unknown' },
  ]);
});

it('counts a broadcast once, with its recipients', () => {
  for (let index = 0; index < 20; index += 1) feed.sent('2["presence",[]]', person(`P${index}`));
  expect(messages()).toMatchObject([{ event: 'presence', connections: 20, bytes: 320 }]);
  expect(messages()[0]?.people).toHaveLength(8);
  expect(feed.events(0)).toMatchObject([{ event: 'presence', count: 20, bytes: 320 }]);
});

it('counts the recipients of a broadcast that it does not keep', () => {
  for (let index = 0; index < DIAGNOSTICS_MESSAGES.perUpdate; index += 1) feed.received(`2["pointer",{"x":${index}}]`, ana);
  for (let index = 0; index < 300; index += 1) feed.sent('2["presence",[]]', person(`P${index}`));
  expect(feed.events(0)).toContainEqual(expect.objectContaining({ event: 'presence', count: 300, bytes: 4800 }));
  expect(feed.endInterval()).toBe(1);
});

it('shows messages of clients with names like its own', () => {
  feed.received('2["diagnostics:x",{}]', ana);
  feed.received('2["diagnostics",{}]', ana);
  feed.received('2["frame",{}]', ana);
  const names = ['diagnostics:x', 'diagnostics', 'frame'];
  expect(shown().map(({ event }) => event)).toEqual(names);
  expect(feed.events(0).map(({ event }) => event)).toEqual(names);
});

it('leaves out frames, their acknowledgements and its own messages', () => {
  feed.received('2["frame:ack","cam",3]', ana);
  feed.received('2["diagnostics:watch",{}]', ana);
  feed.received('27["diagnostics:unwatch",{}]', ana);
  feed.sent('37[{"ok":true}]', ana);
  feed.sent('51-["frame","cam",{"_placeholder":true,"num":0}]', ana);
  feed.sent('2["diagnostics",{}]', ana);
  expect([shown(), feed.events(0)]).toEqual([[], []]);
});

it('counts frames by camera', () => {
  feed.frames([{ cameraId: 'cam', viewers: 2, frames: 60, frameBytes: 1_200_000, acknowledgements: 5 }]);
  expect(messages()).toMatchObject([
    { direction: 'out', kind: 'frames', event: 'frame', connections: 2, count: 60, bytes: 1_200_000 },
    { direction: 'in', kind: 'frames', event: 'frame:ack', count: 5 },
  ]);
});

it('keeps a limited number in an interval and counts the rest', () => {
  for (let index = 0; index < DIAGNOSTICS_MESSAGES.perUpdate + 7; index += 1) feed.received(`2["pointer",{"x":${index}}]`, ana);
  expect(feed.size).toBe(DIAGNOSTICS_MESSAGES.perUpdate);
  expect([feed.endInterval(), feed.endInterval()]).toEqual([7, 0]);
  expect(feed.events(0)).toMatchObject([{ event: 'pointer', count: DIAGNOSTICS_MESSAGES.perUpdate + 7 }]);
});

it('only counts messages after the time for previews is used up', () => {
  const calculate = (): string => {
    const before = process.threadCpuUsage();
    while (process.threadCpuUsage(before).user + process.threadCpuUsage(before).system < 2000);
    return 'a preview';
  };
  const slow = new MessageFeed({ preview: calculate }, 1);
  slow.open();
  for (let index = 0; index < 5; index += 1) slow.received('2["watch",{}]', ana);
  expect([slow.size, slow.endInterval()]).toEqual([1, 4]);
  expect(slow.events(0)).toMatchObject([{ event: 'watch', count: 5 }]);
  slow.received('2["watch",{}]', ana);
  expect([slow.size, slow.endInterval()]).toEqual([2, 0]);
});

it('counts messages that cannot be read', () => {
  feed.failed();
  expect([feed.endInterval(), feed.endInterval()]).toEqual([1, 0]);
});

it('is bounded', () => {
  for (let index = 0; index < DIAGNOSTICS_MESSAGES.kept + 50; index += 1) {
    feed.received(`2["pointer",{"x":${index}}]`, ana);
    feed.endInterval();
  }
  expect(feed.size).toBe(DIAGNOSTICS_MESSAGES.kept);
  const { messages, missing } = feed.after(feed.lastId - 300);
  expect([messages.length, missing]).toEqual([DIAGNOSTICS_MESSAGES.perUpdate, 100]);
  expect(messages.at(-1)?.id).toBe(feed.lastId);
});

it('bounds the names of events that clients choose', () => {
  for (let index = 0; index < 1000; index += 1) feed.received(`2["event-${index}",{}]`, ana);
  const events = feed.events(0);
  expect(events.length).toBeLessThan(250);
  expect(events.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
});

it('counts the events of the protocol by name after clients have invented others', () => {
  for (let index = 0; index < 1000; index += 1) feed.received(`2["event-${index}",{}]`, ana);
  feed.received('27["settings:update",{}]', ana);
  feed.sent('37[{"ok":true}]', ana);
  feed.sent('2["presence",[]]', ana);
  expect(feed.events(0).slice(-3)).toMatchObject([
    { direction: 'in', event: 'settings:update', count: 1 },
    { direction: 'out', kind: 'reply', event: 'settings:update', count: 1 },
    { direction: 'out', event: 'presence', count: 1 },
  ]);
});

it('bounds the requests that it remembers', () => {
  for (let index = 0; index < 1000; index += 1) feed.received(`2${index}["watch",{}]`, ana);
  expect(ana.requests.size).toBeLessThan(200);
});

it('keeps nothing without a reader', () => {
  const second = feed.open();
  feed.received('2["watch",{}]', ana);
  close();
  close();
  expect(feed.size).toBe(1);
  second();
  expect([feed.size, feed.events(0)]).toEqual([0, []]);
  feed.received('2["watch",{}]', ana);
  feed.sent('2["flow",{}]', ana);
  expect([feed.size, feed.events(0)]).toEqual([0, []]);
});
