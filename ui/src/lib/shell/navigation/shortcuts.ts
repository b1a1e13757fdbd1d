export const SHORTCUTS = [
  { key: ' ', label: 'Space', name: 'freeze', text: 'Freeze or resume the picture' },
  { key: 'c', label: 'C', name: 'capture', text: 'Capture' },
  { key: 'r', label: 'R', name: 'record', text: 'Record a clip, again to stop' },
  { key: 'f', label: 'F', name: 'fit', text: 'Fit the picture, again to fill' },
  { key: '1', label: '1', name: 'one-to-one', text: 'One picture pixel per screen pixel' },
  { key: 'h', label: 'H', name: 'histogram', text: 'Histogram' },
  { key: 'g', label: 'G', name: 'guides', text: 'Guides: crosshair, grid, circles, none' },
  { key: 'm', label: 'M', name: 'measure', text: 'Measure; Esc stops' },
  { key: 'a', label: 'A', name: 'annotate', text: 'Annotate: arrow, text, box, stroke, length; Esc stops' },
  { key: 'p', label: 'P', name: 'point', text: 'Share your pointer with others; again to stop' },
  { key: 't', label: 'T', name: 'control', text: 'Take, request or release control of the camera' },
  { key: 'o', label: 'O', name: 'over-exposure', text: 'Mark over-exposed pixels' },
  { key: '?', label: '?', name: 'help', text: 'Show this list' },
] as const;

export type ShortcutName = (typeof SHORTCUTS)[number]['name'];

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented' | 'target'>;

const TYPING =
  'input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=""], [contenteditable=true]';
/** Elements on which Space and Enter have their own meaning. */
const PRESSABLE = 'button, a, summary, [role=button], [role=menuitem], input';

function closest(target: EventTarget | null, selector: string): boolean {
  return typeof (target as Element | null)?.closest === 'function' && (target as Element).closest(selector) !== null;
}

/** The shortcut of a key press; null while typing, in a dialog, with a modifier, or on key repeat. */
export function shortcutOf(event: Pressed): ShortcutName | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  if (closest(event.target, TYPING) || closest(event.target, '[role=dialog], [role=menu]')) return null;
  if (event.key === ' ' && closest(event.target, PRESSABLE)) return null;
  return SHORTCUTS.find(({ key }) => key === event.key.toLowerCase())?.name ?? null;
}

/** A listener for `keydown` that acts on one shortcut. */
export function onShortcut(name: ShortcutName, act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (shortcutOf(event) !== name) return;
    event.preventDefault();
    act();
  };
}
