import { t } from '../../../languages/translate.ts';

/** Actions of keys in the library and the trash. */
export type Triage =
  | { readonly action: 'rate'; readonly rating: number }
  | { readonly action: 'select'; readonly range: boolean }
  | { readonly action: 'delete' | 'compare' | 'tag' | 'download' | 'select-all' | 'clear' | 'open' };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'defaultPrevented' | 'target'>;

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable=true], [role=dialog], [role=menu], [role=listbox]';
const ACTIONS = { x: 'delete', Delete: 'delete', c: 'compare', t: 'tag', d: 'download', Escape: 'clear', Enter: 'open' } as const;

function isTyping(target: EventTarget | null): boolean {
  return typeof (target as Element | null)?.closest === 'function' && (target as Element).closest(TYPING) !== null;
}

/** Null while typing, in a dialog, or when the key was already handled. */
export function triageOf(event: Pressed): Triage | null {
  if (event.defaultPrevented || event.altKey || isTyping(event.target)) return null;
  const { key } = event;
  if (event.ctrlKey || event.metaKey) return key.toLowerCase() === 'a' && !event.shiftKey ? { action: 'select-all' } : null;
  if (/^[0-5]$/.test(key)) return { action: 'rate', rating: Number(key) };
  if (key === ' ') return { action: 'select', range: event.shiftKey };
  const name = key.length === 1 ? key.toLowerCase() : key;
  return name in ACTIONS ? { action: ACTIONS[name as keyof typeof ACTIONS] } : null;
}

/** Entries of the shortcut list. */
export const TRIAGE_KEYS = [
  { label: '← → ↑ ↓', text: 'Move; with Shift also select' },
  { label: 'Enter', text: 'Open the focused capture' },
  { label: t('Space', undefined, 'key'), text: 'Select; with Shift a range' },
  { label: 'Ctrl A', text: 'Select all; Esc clears' },
  { label: '1 – 5', text: 'Rate; 0 removes the rating' },
  { label: 'T', text: 'Tag' },
  { label: 'C', text: 'Compare two to four' },
  { label: 'D', text: 'Download' },
  { label: 'X', text: 'Delete, with undo' },
  { label: '/', text: 'Search' },
] as const;
