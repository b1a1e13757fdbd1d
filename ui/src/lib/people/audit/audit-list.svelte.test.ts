import type { AuditEntry, AuditFilter, AuditPage } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { asHubError } from '@eyepiece/client/hub-error';
import type { Session } from '../session.svelte.ts';
import { AuditList } from './audit-list.svelte.ts';

const entry = (id: number): AuditEntry => ({ id, at: '', person: null, address: null, action: 'job.start', subject: '', details: {} });

/** The pages that the hub answers, in the order of the requests. */
function rig(...pages: (AuditPage | Promise<AuditPage>)[]) {
  const asked: (AuditFilter & { cursor?: string })[] = [];
  const page = (filter: AuditFilter, { cursor }: { cursor?: string }): Promise<AuditPage> => {
    asked.push({ ...filter, ...(cursor !== undefined && { cursor }) });
    return Promise.resolve(pages[asked.length - 1] ?? Promise.reject(new Error('no page')));
  };
  const hub = { audit: { page } } as unknown as HubClient;
  const list = new AuditList(hub, { handleError: asHubError } as unknown as Session);
  return { asked, list, ids: () => list.entries.map(({ id }) => id) };
}

it('loads pages until the last', async () => {
  const { asked, list, ids } = rig({ entries: [entry(3), entry(2)], nextCursor: 'c' }, { entries: [entry(1)], nextCursor: null });
  await list.reload();
  expect([ids(), list.hasMore]).toEqual([[3, 2], true]);
  await list.more();
  await list.more();
  expect([ids(), list.hasMore]).toEqual([[3, 2, 1], false]);
  expect(asked).toEqual([{}, { cursor: 'c' }]);
});

it('begins again with another filter, and forgets empty conditions', async () => {
  const empty = { entries: [], nextCursor: null };
  const { asked, list } = rig(empty, empty, empty);
  await list.narrow({ person: 'Ana', kind: 'links' });
  expect(list.isFiltered).toBe(true);
  await list.narrow({ person: '', kind: undefined });
  expect([asked, list.isFiltered, list.loaded]).toEqual([[{ person: 'Ana', kind: 'links' }, {}], false, true]);
});

it('ignores the answer to an earlier filter', async () => {
  const slow = Promise.withResolvers<AuditPage>();
  const { list, ids } = rig(slow.promise, { entries: [entry(9)], nextCursor: null });
  const first = list.narrow({ object: 'a' });
  await list.narrow({ object: 'ab' });
  slow.resolve({ entries: [entry(1)], nextCursor: 'old' });
  await first;
  expect([ids(), list.hasMore]).toEqual([[9], false]);
});

it('keeps what it has when a page fails', async () => {
  const { list, ids } = rig({ entries: [entry(2)], nextCursor: 'c' });
  await list.reload();
  await list.more();
  expect([ids(), list.error?.message, list.hasMore]).toEqual([[2], 'no page', true]);
});

it('stops at 2000 rows, and says that there are more', async () => {
  const entries = Array.from({ length: 500 }, (_, at) => entry(at + 1));
  const { asked, list } = rig(...Array.from({ length: 9 }, () => ({ entries, nextCursor: 'c' })));
  await list.reload();
  for (let page = 0; page < 8; page += 1) await list.more();
  expect([list.entries.length, list.hasMore, list.isCut, asked.length]).toEqual([2000, false, true, 4]);
  await list.narrow({ person: 'Ana' });
  expect([list.entries.length, list.hasMore, list.isCut]).toEqual([500, true, false]);
});
