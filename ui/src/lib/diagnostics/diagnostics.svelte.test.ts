import type { Diagnostics, DiagnosticsMessage, ProcessSample } from '@eyepiece/shared-types';
import { beforeEach, expect, it } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { HubEvents } from '../hub/clients/hub-client.ts';
import { DiagnosticsFeed } from './diagnostics.svelte.ts';

const sample = (atUs: number): ProcessSample => ({
  ...{ atUs, rssBytes: 1, heapBytes: 1, externalBytes: 1, cpuPercent: 1, delayP50Ms: 0, delayP99Ms: 0 },
  database: { connections: 0, busy: 0, waiting: 0 },
});
const message = (id: number): DiagnosticsMessage => ({
  ...{ id, atUs: id, direction: 'in', kind: 'event', event: 'watch', people: ['Ana'], connections: 1, count: 1, bytes: 20 },
});
const update = (atUs: number, messages?: DiagnosticsMessage[]): Diagnostics => ({
  ...{ atUs, viewers: [], viewerCount: 0, links: [], process: sample(atUs) },
  ...(messages && { feed: { messages, omitted: 3, events: [] } }),
});

let events: Emitter<HubEvents>;
let asked: (boolean | 'unwatch')[];
let answer: () => Promise<ProcessSample[]>;
let feed: DiagnosticsFeed;

beforeEach(() => {
  events = new Emitter<HubEvents>();
  asked = [];
  answer = () => Promise.resolve([sample(1), sample(2)]);
  const watch = (messages: boolean) => {
    asked.push(messages);
    return answer();
  };
  feed = new DiagnosticsFeed({ events, diagnostics: { watch, unwatch: () => void asked.push('unwatch') } }, { handleError: asHubError });
});

it('continues the samples that it got with the subscription', async () => {
  await feed.watch();
  events.emit('diagnostics', update(2));
  events.emit('diagnostics', update(3));
  expect(feed.samples.map(({ atUs }) => atUs)).toEqual([1, 2, 3]);
  expect(feed.latest?.atUs).toBe(3);
});

it('forgets samples older than ten minutes', async () => {
  await feed.watch();
  events.emit('diagnostics', update(600_000_002));
  expect(feed.samples.map(({ atUs }) => atUs)).toEqual([600_000_002]);
});

it('asks for messages only while they are shown, and again after a reconnect', async () => {
  await feed.watch();
  await feed.showMessages(true);
  await feed.showMessages(true);
  events.emit('welcome', {} as HubEvents['welcome'][0]);
  await feed.showMessages(false);
  feed.close();
  events.emit('welcome', {} as HubEvents['welcome'][0]);
  expect(asked).toEqual([false, true, true, false, 'unwatch']);
});

it('collects messages and counts the omitted ones', () => {
  events.emit('diagnostics', update(1, [message(1)]));
  events.emit('diagnostics', update(2, [message(2)]));
  expect([feed.messages.map(({ id }) => id), feed.omitted]).toEqual([[1, 2], 6]);
  feed.clearMessages();
  expect([feed.messages, feed.omitted]).toEqual([[], 0]);
});

it('numbers the messages itself, because a restarted hub starts again at 1', () => {
  events.emit('diagnostics', update(1, [message(1), message(2)]));
  events.emit('diagnostics', update(2, [message(1)]));
  feed.clearMessages();
  events.emit('diagnostics', update(3, [message(2), message(3)]));
  const afterClear = feed.messages.map(({ id }) => id);
  expect(afterClear).toEqual([4, 5]);
  events.emit('diagnostics', update(4, [message(1)]));
  expect(feed.messages.map(({ id }) => id)).toEqual([4, 5, 6]);
});

it('says why the hub refuses or ends the subscription', async () => {
  answer = () => Promise.reject(new HubError('limit_reached', 'Diagnostics are open in 8 places, which is the limit'));
  await feed.watch();
  expect(feed.error).toContain('8 places');
  answer = () => Promise.resolve([]);
  await feed.watch();
  expect(feed.error).toBeNull();
  events.emit('diagnostics', update(1));
  events.emit('diagnosticsEnded', new HubError('forbidden', 'This is no longer allowed'));
  expect(feed.latest).toBeNull();
  expect(feed.error).not.toBeNull();
});
