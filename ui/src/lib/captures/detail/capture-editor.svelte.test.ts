import type { Capture, CapturePatch } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HubError, asHubError } from '../../hub/hub-error.ts';
import type { HubClient } from '../../hub/hub-client.ts';
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
  const editor = new CaptureEditor(capture, { updateCapture } as unknown as HubClient, { notice: asHubError } as unknown as Session);
  return { asked, editor, failing: (value: boolean) => void (fails = value) };
}

it('saves once, with everything, shortly after the last change', async () => {
  const { asked, editor } = rig();
  editor.change({ label: 'n' });
  editor.change({ label: 'new' });
  editor.change({ rating: 3 });
  expect(editor.label).toBe('new');
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual([{ label: 'new', rating: 3 }]);
  expect(editor.state).toBe('saved');
});

it('has one save under way at a time, and the last word is what was changed last', async () => {
  const answers: (() => void)[] = [];
  const asked: CapturePatch[] = [];
  const updateCapture = (_id: string, patch: CapturePatch): Promise<Capture> => {
    asked.push(patch);
    return new Promise((resolve) => answers.push(() => resolve({ ...capture, ...patch } as Capture)));
  };
  const editor = new CaptureEditor(capture, { updateCapture } as unknown as HubClient, { notice: asHubError } as unknown as Session);
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

it('keeps the words when saving fails, and sends them again', async () => {
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

it('does not lose an edit to news from elsewhere', () => {
  const { editor } = rig();
  editor.change({ label: 'mine' });
  editor.receive({ ...capture, label: 'theirs', rating: 5 });
  expect([editor.label, editor.rating]).toEqual(['mine', 5]);
});

it('sends what waits when it is closed', async () => {
  const { asked, editor } = rig();
  editor.change({ label: 'last word' });
  editor.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([{ label: 'last word' }]);
});

it('takes back what was changed, to what it was before the first change', async () => {
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
