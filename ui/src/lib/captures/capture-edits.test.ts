import type { BulkChange, BulkResult, Capture } from '@eyepiece/shared-types';
import { expect, it } from 'vitest';
import type { HubClient } from '../hub/clients/hub-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { Session } from '../people/session.svelte.ts';
import { CaptureEdits } from './capture-edits.ts';
import type { Library } from './grid/library.svelte.ts';

const capture = (id: string, more: Partial<Capture> = {}) => ({ id, rating: 0, tags: [], deletedAt: null, ...more }) as unknown as Capture;

function rig(...captures: Capture[]) {
  const shown = new Map(captures.map((one) => [one.id, one]));
  const sent: BulkChange[] = [];
  const undo: { text: string; run: () => void }[] = [];
  const errors: string[] = [];
  let refuse: string[] = [];
  let down = false;
  const hub = {
    library: {
      change: (change: BulkChange): Promise<BulkResult> => {
        sent.push(change);
        if (down) return Promise.reject(new HubError('hub_unreachable', 'gone'));
        const refused = change.ids.filter((id) => refuse.includes(id)).map((id) => ({ id, message: 'not yours' }));
        return Promise.resolve({ changed: change.ids.filter((id) => !refuse.includes(id)), refused });
      },
    },
  } as unknown as HubClient;
  const library = {
    get: (id: string) => shown.get(id) ?? null,
    put: (one: Capture) => void shown.set(one.id, one),
    forget: (id: string) => void shown.delete(id),
  } as unknown as Library;
  const edits = new CaptureEdits({
    hub,
    library,
    session: { handleError: asHubError } as unknown as Session,
    notices: { undo: (text, run) => void undo.push({ text, run }), error: (error) => void errors.push(asHubError(error).message) },
  });
  const undone = async () => {
    undo.at(-1)?.run();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    edits,
    shown,
    sent,
    undo,
    errors,
    undone,
    all: () => [...shown.values()],
    refuse: (ids: string[]) => (refuse = ids),
    fail: () => (down = true),
  };
}

it('rates at once, and undoes to each previous rating', async () => {
  const { edits, shown, all, undo, undone } = rig(capture('a', { rating: 2 }), capture('b'), capture('c', { rating: 5 }));
  const done = edits.rate(all(), 5);
  expect([...shown.values()].map(({ rating }) => rating)).toEqual([5, 5, 5]);
  await done;
  expect(undo[0]?.text).toBe('Rated ★★★★★: 2 captures');
  await undone();
  expect([...shown.values()].map(({ rating }) => rating)).toEqual([2, 0, 5]);
});

it('sends changes one after the other, even after a failure, so that the last rating wins', async () => {
  const { edits, all, sent, fail } = rig(capture('a'));
  fail();
  const [three, four] = [edits.rate(all(), 3), edits.rate(all(), 4)];
  await Promise.resolve();
  expect(sent).toHaveLength(1);
  await Promise.all([three, four]);
  expect(sent.map(({ change }) => change)).toEqual([
    { kind: 'rate', rating: 3 },
    { kind: 'rate', rating: 4 },
  ]);
});

it('undoes a tag only for captures that did not have it', async () => {
  const { edits, shown, all, undone } = rig(capture('a', { tags: ['crypt'] }), capture('b', { tags: ['villus'] }));
  await edits.tag(all(), ['crypt', 'colon']);
  expect([...shown.values()].map(({ tags }) => tags.join())).toEqual(['crypt,colon', 'villus,crypt,colon']);
  await undone();
  expect([...shown.values()].map(({ tags }) => tags.join())).toEqual(['crypt', 'villus']);
});

it('reverts and reports what the hub refused', async () => {
  const { edits, shown, all, errors, undo, refuse } = rig(capture('a'), capture('b'));
  refuse(['b']);
  await edits.rate(all(), 3);
  expect([...shown.values()].map(({ rating }) => rating)).toEqual([3, 0]);
  expect(errors).toEqual(['1 capture could not be changed: not yours']);
  expect(undo[0]?.text).toContain('1 capture');
});

it('changes nothing and offers no undo when the hub is not reachable', async () => {
  const { edits, shown, all, errors, undo, fail } = rig(capture('a'));
  fail();
  await edits.rate(all(), 3);
  expect([shown.get('a')?.rating, errors, undo]).toEqual([0, ['gone'], []]);
});

it('deletes with undo', async () => {
  const { edits, shown, all, sent, undo, undone } = rig(capture('a'), capture('b'));
  expect((await edits.discard(all())).map(({ id }) => id)).toEqual(['a', 'b']);
  expect([shown.size, undo[0]?.text]).toEqual([0, '2 captures deleted']);
  await undone();
  expect([shown.size, sent.at(-1)?.change.kind]).toEqual([2, 'restore']);
});
