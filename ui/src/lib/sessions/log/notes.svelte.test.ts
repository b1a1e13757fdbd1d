import type { SessionEntry, SessionNote } from '@eyepiece/shared-types';
import { beforeEach, expect, it, vi } from 'vitest';
import { fakeStorage } from '../../browser/fake-storage.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { Session } from '../../people/session.svelte.ts';
import { NoteDraft } from './note-draft.svelte.ts';
import { NoteEdit } from './note-edit.svelte.ts';
import { typingText } from './typing.svelte.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', fakeStorage(kept));
});

const session = { handleError: asHubError } as unknown as Session;
const note = (revision: number, text: string) => ({ id: 5, sessionId: 's', kind: 'note', revision, text, deletedAt: null }) as SessionEntry;

function hubWith(writeNote: (note: SessionNote) => Promise<SessionEntry>, now = note(1, 'a')) {
  const sendTyping = vi.fn();
  const log = vi.fn(() => Promise.resolve({ entries: [now], more: false }));
  return { hub: { sessions: { writeNote, sendTyping, log } } as unknown as HubClient, sendTyping };
}

it('keeps a draft across a reload until the hub has accepted it', async () => {
  const refusing = hubWith(() => Promise.reject(new HubError('hub_unreachable', 'gone')));
  const first = new NoteDraft(refusing.hub, session, 's');
  first.write('Gland ');
  expect(await first.send()).toBeNull();
  expect(first.error).toBe('The hub cannot be reached.');
  const taking = hubWith(() => Promise.resolve(note(1, 'Gland')));
  const again = new NoteDraft(taking.hub, session, 's');
  expect(again.text).toBe('Gland ');
  expect((await again.send())?.text).toBe('Gland');
  expect([again.text, new NoteDraft(taking.hub, session, 's').text]).toEqual(['', '']);
});

it('keeps text typed while a note is being sent', async () => {
  let arrived: (entry: SessionEntry) => void = () => undefined;
  const { hub } = hubWith(() => new Promise((resolve) => (arrived = resolve)));
  const draft = new NoteDraft(hub, session, 's');
  draft.write('one');
  const sent = draft.send();
  draft.write('one two');
  arrived(note(1, 'one'));
  await sent;
  expect(draft.text).toBe('one two');
});

it('sends the typing state at intervals, and its end', () => {
  const { hub, sendTyping } = hubWith(() => Promise.reject(new Error('unused')));
  const draft = new NoteDraft(hub, session, 's');
  draft.write('a', 1000);
  draft.write('ab', 1500);
  draft.write('abc', 5000);
  draft.write('', 5100);
  draft.pause();
  expect(sendTyping.mock.calls).toEqual([
    ['s', true],
    ['s', true],
    ['s', false],
  ]);
});

it("shows another user's version of a note, and overwrites it only afterwards", async () => {
  const written: SessionNote[] = [];
  const now = note(2, 'theirs');
  const { hub } = hubWith((sent) => {
    written.push(sent);
    return (sent.revision ?? 0) < now.revision ? Promise.reject(new HubError('conflict', 'changed')) : Promise.resolve(note(3, sent.text));
  }, now);
  const edit = new NoteEdit(note(1, 'a'), hub, session);
  edit.write('mine');
  expect(await edit.save()).toBe(false);
  expect([edit.text, edit.theirs?.text, edit.error]).toEqual(['mine', 'theirs', null]);
  expect(await edit.save()).toBe(true);
  expect(written.map(({ revision }) => revision)).toEqual([1, 2]);
});

it('receives another edit before saving, and can adopt it', () => {
  const { hub } = hubWith(() => Promise.reject(new Error('unused')));
  const edit = new NoteEdit(note(1, 'a'), hub, session);
  edit.write('mine');
  edit.receive(note(1, 'a'));
  expect(edit.theirs).toBeNull();
  edit.receive(note(2, 'theirs'));
  edit.takeTheirs();
  expect([edit.text, edit.theirs, edit.changed]).toEqual(['theirs', null, false]);
});

it('keeps an edit across a reload until it is saved or cancelled', () => {
  const { hub } = hubWith(() => Promise.reject(new Error('unused')));
  new NoteEdit(note(1, 'a'), hub, session).write('mine');
  const again = new NoteEdit(note(1, 'a'), hub, session);
  expect(again.text).toBe('mine');
  again.discard();
  expect(new NoteEdit(note(1, 'a'), hub, session).text).toBe('a');
});

it.each([
  [[], ''],
  [['Ben'], 'Ben is writing…'],
  [['Ben', 'Ana'], 'Ben and Ana are writing…'],
  [['Ben', 'Ana', 'Chloé', 'Dev'], 'Ben, Ana and 2 more are writing…'],
])('shows that %j are writing', (names, text) => expect(typingText(names)).toBe(text));
