import { expect, it, vi } from 'vitest';
import { ActionRegistry } from './action-registry.svelte.ts';
import { CAPTURE_ACTIONS, COMPARE_ACTIONS } from './capture-actions.ts';
import { ACTIONS, ACTION_IDS, actionWords, shortcutsOf, tooltip } from './catalogue.ts';
import { LIVE_ACTIONS, WALL_ACTIONS } from './live-actions.ts';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, defaultPrevented: false, target: null };

function press(registry: ActionRegistry, key: string, over: Partial<KeyboardEvent> = {}): boolean {
  const preventDefault = vi.fn<() => void>();
  registry.press({ key, ...NONE, ...over, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

it('has each action in one group', () => {
  const ids = [LIVE_ACTIONS, WALL_ACTIONS, CAPTURE_ACTIONS, COMPARE_ACTIONS].flatMap((group) => Object.keys(group));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => id === 'palette' || id === 'help')).toEqual([]);
});

it('gives each key of a view to one action', () => {
  for (const scope of ['live', 'capture', 'compare'] as const) {
    const keys = ACTION_IDS.map(actionWords).flatMap((one) => (one.scope === scope || one.scope === 'everywhere' ? (one.keys ?? []) : []));
    expect(new Set(keys).size).toBe(keys.length);
  }
});

it('shows a label for each key', () => {
  expect(ACTION_IDS.map(actionWords).filter(({ keys, label }) => (keys === undefined) !== (label === undefined))).toEqual([]);
  expect([tooltip('measure'), tooltip('freeze', 'Resume'), tooltip('burst')]).toEqual(['Measure (M)', 'Resume (Space)', 'Take a burst']);
  expect(shortcutsOf('everywhere')).toContainEqual({ label: '?', text: ACTIONS.help.text });
});

it('runs what a component offers, until the component is gone', () => {
  const refused = vi.fn<(why: string) => void>();
  const registry = new ActionRegistry(refused);
  const run = vi.fn<() => void>();
  const undo = registry.offer({ measure: { run } });
  expect(registry.offered).toEqual(['measure']);
  expect(press(registry, 'M')).toBe(true);
  expect(press(registry, 'm', { repeat: true })).toBe(false);
  undo();
  expect(press(registry, 'm')).toBe(false);
  expect(run).toHaveBeenCalledTimes(1);
  expect(registry.whyNot('measure')).toBe('This view does not offer it.');
  expect(refused).not.toHaveBeenCalled();
});

it('shows the reason when an action is not allowed', () => {
  const refused = vi.fn<(why: string) => void>();
  const registry = new ActionRegistry(refused);
  const run = vi.fn<() => void>();
  registry.offer({ capture: { run, whyNot: () => 'The picture is not live.' } });
  expect(press(registry, 'c')).toBe(true);
  expect(run).not.toHaveBeenCalled();
  expect(refused).toHaveBeenCalledWith('The picture is not live.');
});

it('leaves a key to the page when there is nothing to do', () => {
  const registry = new ActionRegistry(() => undefined);
  registry.offer({ 'stop-tool': { run: () => false } });
  expect(press(registry, 'Escape')).toBe(false);
});

it('prefers the later of two offers, and returns to the earlier one', () => {
  const registry = new ActionRegistry(() => undefined);
  const ran: string[] = [];
  registry.offer({ fit: { run: () => ran.push('page') } });
  const undo = registry.offer({ fit: { run: () => ran.push('picture') } });
  registry.run('fit');
  undo();
  registry.run('fit');
  expect(ran).toEqual(['picture', 'page']);
});

it('repeats only actions that step', () => {
  const registry = new ActionRegistry(() => undefined);
  const run = vi.fn<() => void>();
  registry.offer({ next: { run } });
  press(registry, 'ArrowRight', { repeat: true });
  expect(run).toHaveBeenCalledTimes(1);
});
