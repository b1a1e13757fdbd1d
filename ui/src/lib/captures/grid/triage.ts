/** What a key means while somebody goes through captures. */
export type Triage =
  | { readonly deed: 'rate'; readonly rating: number }
  | { readonly deed: 'select'; readonly range: boolean }
  | { readonly deed: 'delete' | 'compare' | 'tag' | 'download' | 'select-all' | 'clear' | 'open' };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'defaultPrevented' | 'target'>;

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable=true], [role=dialog], [role=menu], [role=listbox]';
const DEEDS = { x: 'delete', Delete: 'delete', c: 'compare', t: 'tag', d: 'download', Escape: 'clear', Enter: 'open' } as const;

function isTyping(target: EventTarget | null): boolean {
  return typeof (target as Element | null)?.closest === 'function' && (target as Element).closest(TYPING) !== null;
}

/** None while typing, in a dialog, or when something else has taken the key. */
export function triageOf(event: Pressed): Triage | null {
  if (event.defaultPrevented || event.altKey || isTyping(event.target)) return null;
  const { key } = event;
  if (event.ctrlKey || event.metaKey) return key.toLowerCase() === 'a' && !event.shiftKey ? { deed: 'select-all' } : null;
  if (/^[0-5]$/.test(key)) return { deed: 'rate', rating: Number(key) };
  if (key === ' ') return { deed: 'select', range: event.shiftKey };
  const name = key.length === 1 ? key.toLowerCase() : key;
  return name in DEEDS ? { deed: DEEDS[name as keyof typeof DEEDS] } : null;
}

/** For the list of shortcuts. */
export const TRIAGE_KEYS = [
  { label: '← → ↑ ↓', text: 'Move; with Shift select on the way' },
  { label: 'Enter', text: 'Open the capture in focus' },
  { label: 'Space', text: 'Select; with Shift everything in between' },
  { label: 'Ctrl A', text: 'Select all; Esc clears' },
  { label: '1 – 5', text: 'Rate; 0 takes the rating away' },
  { label: 'T', text: 'Tag' },
  { label: 'C', text: 'Compare two to four' },
  { label: 'D', text: 'Download' },
  { label: 'X', text: 'Delete, with a way back' },
  { label: '/', text: 'Search' },
] as const;
