import type { ActionScope, ActionWords } from './action-words.ts';
import { CAPTURE_ACTIONS, COMPARE_ACTIONS } from './capture-actions.ts';
import { LIVE_ACTIONS, WALL_ACTIONS } from './live-actions.ts';

/** Actions of every view. */
const EVERYWHERE = {
  palette: { scope: 'everywhere', name: 'Command palette', text: 'Find and run anything by name', keys: ['mod+k'], label: 'Ctrl K' },
  help: { scope: 'everywhere', name: 'Shortcuts', text: 'Show this list', keys: ['?'], label: '?', search: 'help keys' },
  manual: { scope: 'everywhere', name: 'Manual', text: 'Open the manual', search: 'documentation docs handbook reference' },
  'sign-out': { scope: 'everywhere', name: 'Sign out', text: 'Sign out', search: 'log out leave' },
} as const satisfies Record<string, ActionWords>;

/**
 * The words and keys of every action. Buttons, tooltips, menus, the list of shortcuts and the command palette read them
 * from here.
 */
export const ACTIONS = { ...LIVE_ACTIONS, ...WALL_ACTIONS, ...CAPTURE_ACTIONS, ...COMPARE_ACTIONS, ...EVERYWHERE };

export type ActionId = keyof typeof ACTIONS;
export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

export function actionWords(id: ActionId): ActionWords {
  return ACTIONS[id];
}

/** "Measure (M)": the name of an action, or its name in the present state, with its key. */
export function tooltip(id: ActionId, name: string = ACTIONS[id].name): string {
  const { label } = actionWords(id);
  return label === undefined ? name : `${name} (${label})`;
}

/** The actions of a view that have a key, for the list of shortcuts. */
export function shortcutsOf(scope: ActionScope): { readonly label: string; readonly text: string }[] {
  return ACTION_IDS.map(actionWords).flatMap(({ scope: where, label, text }) =>
    where === scope && label !== undefined ? [{ label, text }] : [],
  );
}
