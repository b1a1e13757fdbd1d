import type { SessionEntry } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { LogPart } from '../../hub/clients/session-client.ts';
import type { Session } from '../../people/session.svelte.ts';
import { SessionLog } from './session-log.svelte.ts';

const entry = (id: number, revision = 1, sessionId = 's', kind: SessionEntry['kind'] = 'note') =>
  ({ id, revision, sessionId, kind, at: '', text: `${id}.${revision}` }) as SessionEntry;

/** A hub that stores a log. */
function rig(kept: SessionEntry[], kind?: SessionEntry['kind'], down = false) {
  const events = new Emitter<HubEvents>();
  const log = (_: string, { after = 0, before = Infinity, limit = 200, kind: only }: LogPart) => {
    if (down) return Promise.reject(new HubError('hub_unreachable', 'gone'));
    const all = kept.filter(({ id, kind: one }) => id > after && id < before && (only === undefined || one === only));
    const entries = before === Infinity ? all.slice(0, limit) : all.slice(-limit);
    return Promise.resolve({ entries, more: entries.length < all.length });
  };
  const hub = { events, sessions: { log } } as unknown as HubClient;
  const shown = new SessionLog({ hub, session: { handleError: asHubError } as unknown as Session, sessionId: 's', page: 3, kind });
  const texts = () => shown.entries.map(({ text }) => text).join(' ');
  return { events, kept, shown, texts, goDown: (value: boolean) => void (down = value) };
}

const seven = (): SessionEntry[] => [1, 2, 3, 4, 5, 6, 7].map((id) => entry(id));

it('starts at the end and loads older pages until the first entry', async () => {
  const { shown, texts } = rig(seven());
  await expect.poll(() => texts()).toBe('5.1 6.1 7.1');
  expect(shown.more).toBe(true);
  await shown.older();
  expect(texts()).toBe('2.1 3.1 4.1 5.1 6.1 7.1');
  await shown.older();
  await shown.older();
  expect([texts(), shown.more]).toEqual(['1.1 2.1 3.1 4.1 5.1 6.1 7.1', false]);
});

it('applies new entries and edits of its session and kind only', async () => {
  const { events, shown, texts } = rig(seven(), 'note');
  await expect.poll(() => shown.loaded).toBe(true);
  events.emit('sessionEntry', entry(8));
  events.emit('sessionEntry', entry(6, 2));
  events.emit('sessionEntry', entry(9, 1, 'other'));
  events.emit('sessionEntry', entry(10, 1, 's', 'fault'));
  expect(texts()).toBe('5.1 6.2 7.1 8.1');
});

it('ignores an edited entry whose page is not loaded', async () => {
  const { events, shown, texts } = rig(seven());
  await expect.poll(() => shown.loaded).toBe(true);
  events.emit('sessionEntry', entry(2, 2));
  expect(texts()).toBe('5.1 6.1 7.1');
});

it('loads entries written and edited while disconnected', async () => {
  const { events, kept, shown, texts } = rig(seven());
  await expect.poll(() => shown.loaded).toBe(true);
  kept.push(entry(8), entry(9));
  kept[5] = entry(6, 2);
  events.emit('welcome', {} as never);
  await expect.poll(() => texts()).toBe('5.1 6.2 7.1 8.1 9.1');
});

it('loads when the hub becomes reachable', async () => {
  const { events, shown, texts, goDown } = rig(seven(), undefined, true);
  await expect.poll(() => shown.error?.code).toBe('hub_unreachable');
  goDown(false);
  events.emit('welcome', {} as never);
  await expect.poll(() => texts()).toBe('5.1 6.1 7.1');
  expect(shown.error).toBeNull();
  shown.close();
  events.emit('sessionEntry', entry(8));
  expect(texts()).toBe('5.1 6.1 7.1');
});
