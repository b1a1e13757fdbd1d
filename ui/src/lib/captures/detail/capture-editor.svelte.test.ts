import { changeTags, type Capture, type CapturePatch } from '@eyepiece/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HubError, asHubError } from '@eyepiece/client/hub-error';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';
import { CaptureEditor } from './capture-editor.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const capture = { id: 'one', label: 'old', notes: '', tags: ['a'], rating: 0 } as unknown as Capture;

function rig() {
  const asked: CapturePatch[] = [];
  let fails = false;
  const updateCapture = (_id: string, patch: CapturePatch): Promise<Capture> => {
    asked.push(patch);
    return fails ? Promise.reject(new HubError('hub_unreachable', 'gone')) : Promise.resolve({ ...capture, ...patch } as Capture);
  };
  const editor = new CaptureEditor(capture, { updateCapture } as unknown as HubClient, { handleError: asHubError } as unknown as Session);
  return { asked, editor, failing: (value: boolean) => void (fails = value) };
}

it('saves all changes once, shortly after the last one', async () => {
  const { asked, editor } = rig();
  editor.change({ label: 'n' });
  editor.change({ label: 'new' });
  editor.change({ rating: 3 });
  expect(editor.label).toBe('new');
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([{ label: 'new', rating: 3 }]);
  expect(editor.state).toBe('saved');
});

it('runs one save at a time, and the last change wins', async () => {
  const answers: (() => void)[] = [];
  const asked: CapturePatch[] = [];
  const updateCapture = (_id: string, patch: CapturePatch): Promise<Capture> => {
    asked.push(patch);
    return new Promise((resolve) => answers.push(() => resolve({ ...capture, ...patch } as Capture)));
  };
  const editor = new CaptureEditor(capture, { updateCapture } as unknown as HubClient, { handleError: asHubError } as unknown as Session);
  editor.change({ rating: 3 }, 0);
  await vi.advanceTimersByTimeAsync(1);
  editor.change({ rating: 4 }, 0);
  await vi.advanceTimersByTimeAsync(1000);
  expect([asked, editor.rating]).toEqual([[{ rating: 3 }], 4]);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toEqual([{ rating: 3 }, { rating: 4 }]);
  answers[1]?.();
  await vi.advanceTimersByTimeAsync(1);
  expect([editor.state, editor.rating]).toEqual(['saved', 4]);
});

it('keeps the text when saving fails, and sends it again', async () => {
  const { asked, editor, failing } = rig();
  failing(true);
  editor.change({ notes: 'denser' });
  await vi.advanceTimersByTimeAsync(1000);
  expect([editor.state, editor.notes, editor.error]).toEqual(['failed', 'denser', 'The hub cannot be reached.']);
  failing(false);
  await editor.save();
  expect(asked).toHaveLength(2);
  expect([editor.state, editor.notes, editor.error]).toEqual(['saved', 'denser', null]);
});

it('keeps an edit when an update arrives', () => {
  const { editor } = rig();
  editor.change({ label: 'mine' });
  editor.receive({ ...capture, label: 'theirs', rating: 5 });
  expect([editor.label, editor.rating]).toEqual(['mine', 5]);
});

it('sends pending changes on close', async () => {
  const { asked, editor } = rig();
  editor.change({ label: 'last word' });
  editor.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([{ label: 'last word' }]);
});

it('reverts to the values before the first change', async () => {
  const { asked, editor } = rig();
  expect(editor.undoable).toBe(false);
  for (const label of ['n', 'new']) {
    editor.change({ label });
    await vi.advanceTimersByTimeAsync(1000);
  }
  editor.change({ rating: 4 }, 0);
  await vi.advanceTimersByTimeAsync(10);
  expect(editor.undoable).toBe(true);
  editor.undo();
  await vi.advanceTimersByTimeAsync(10);
  expect(asked.at(-1)).toEqual({ label: 'old', rating: 0 });
  expect([editor.label, editor.rating]).toEqual(['old', 0]);
});

describe('tags', () => {
  /** A hub whose capture other users edit too. */
  function shared() {
    const asked: CapturePatch[] = [];
    let now = { ...capture, tags: ['a', 'b'] };
    let answers = true;
    const updateCapture = (_id: string, patch: CapturePatch): Promise<Capture> => {
      asked.push(patch);
      now = { ...now, tags: changeTags(now.tags, patch) };
      return answers ? Promise.resolve(now) : Promise.reject(new HubError('hub_unreachable', 'gone'));
    };
    const editor = new CaptureEditor(now, { updateCapture } as unknown as HubClient, { handleError: asHubError } as unknown as Session);
    return {
      asked,
      editor,
      /** Applies successive states of the field's list. */
      typed: (...lists: string[][]) => lists.reduce((before, after) => (editor.changeTags(before, after), after)),
      other: (change: CapturePatch) => void (now = { ...now, tags: changeTags(now.tags, change) }),
      answering: (value: boolean) => void (answers = value),
      tags: () => now.tags,
    };
  }

  it('of other users are kept, even if unknown to this page', async () => {
    const { asked, editor, typed, other, tags } = shared();
    other({ addTags: ['theirs'], removeTags: ['b'] });
    typed(['a', 'b'], ['a', 'b', 'm'], ['a', 'b', 'mine']);
    expect(editor.tags).toEqual(['a', 'b', 'mine']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([{ addTags: ['mine'], removeTags: [] }]);
    expect([tags(), editor.tags]).toEqual([
      ['a', 'theirs', 'mine'],
      ['a', 'theirs', 'mine'],
    ]);
  });

  it('that were saved half typed are replaced by the complete ones', async () => {
    const { typed, other, tags } = shared();
    typed(['a', 'b'], ['a', 'b', 'kid']);
    await vi.advanceTimersByTimeAsync(1000);
    other({ addTags: ['theirs'] });
    typed(['a', 'b', 'kid'], ['a', 'b', 'kidn'], ['a', 'b', 'kidney']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(tags()).toEqual(['a', 'b', 'theirs', 'kidney']);
  });

  it('that were sent without an answer can be removed', async () => {
    const { editor, typed, answering, tags } = shared();
    answering(false);
    typed(['a', 'b'], ['a', 'b', 'kid']);
    await vi.advanceTimersByTimeAsync(1000);
    answering(true);
    typed(['a', 'b', 'kid'], ['a', 'b']);
    await vi.advanceTimersByTimeAsync(1000);
    expect([tags(), editor.state]).toEqual([['a', 'b'], 'saved']);
  });

  it('are reverted without those of other users', async () => {
    const { editor, typed, other, tags } = shared();
    typed(['a', 'b'], ['b', 'kid']);
    await vi.advanceTimersByTimeAsync(1000);
    typed(['b', 'kid'], ['b', 'kidney']);
    await vi.advanceTimersByTimeAsync(1000);
    other({ addTags: ['theirs'] });
    editor.undo();
    await vi.advanceTimersByTimeAsync(10);
    expect(tags()).toEqual(['b', 'theirs', 'a']);
  });
});
