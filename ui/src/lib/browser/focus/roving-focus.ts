const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * Attach to a toolbar: it is one stop of the Tab key, and the arrow keys, Home and End move between its buttons (ARIA
 * Authoring Practices, pattern "toolbar").
 */
export function rovingFocus(toolbar: HTMLElement): () => void {
  const buttons = (): HTMLElement[] => [...toolbar.querySelectorAll<HTMLElement>('button:not(:disabled)')];

  function keepStop(stop: Element | undefined): void {
    for (const button of buttons()) button.tabIndex = button === stop ? 0 : -1;
  }

  function focused(event: FocusEvent): void {
    if (event.target instanceof Element) keepStop(event.target.closest('button') ?? undefined);
  }

  function pressed(event: KeyboardEvent): void {
    const all = buttons();
    const at = all.findIndex((button) => button === event.target);
    const to = at < 0 ? null : stepTarget(event.key, at, all.length);
    if (to === null) return;
    event.preventDefault();
    all[to]?.focus();
  }

  keepStop(buttons()[0]);
  toolbar.addEventListener('focusin', focused);
  toolbar.addEventListener('keydown', pressed);
  return () => {
    toolbar.removeEventListener('focusin', focused);
    toolbar.removeEventListener('keydown', pressed);
  };
}

/** The position that a key moves to, after the last one the first; null for other keys. */
export function stepTarget(key: string, at: number, count: number): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
  return step === undefined || count === 0 ? null : (at + step + count) % count;
}
