export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'defaultPrevented' | 'target'>;

const TYPING =
  'input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=""], [contenteditable=true]';
const OVERLAYS = '[role=dialog], [role=menu], [role=listbox]';
/** Elements on which Space has its own meaning. */
const PRESSABLE = 'button, a, summary, [role=button], [role=menuitem], input, video';
/** Elements on which arrow keys have their own meaning. */
const STEPPED = 'input, video, [role=slider], [role=separator], [role=toolbar], [role=radiogroup], [role=log], [role=grid]';

function within({ target }: Pressed, selector: string): boolean {
  return typeof (target as Element | null)?.closest === 'function' && (target as Element).closest(selector) !== null;
}

/**
 * The pressed key as the catalogue of actions names it; null while typing, in a menu or dialog, or where the focused
 * element uses the key. Only the command palette opens while typing.
 */
export function pressedKey(event: Pressed): string | null {
  if (event.defaultPrevented || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) return key === 'k' && !event.shiftKey && !within(event, '[aria-modal=true]') ? 'mod+k' : null;
  if (within(event, TYPING) || within(event, OVERLAYS)) return null;
  if (key === ' ' && within(event, PRESSABLE)) return null;
  return key.startsWith('arrow') && within(event, STEPPED) ? null : key;
}
