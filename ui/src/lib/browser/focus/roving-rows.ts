const CONTROLS = 'button:not(:disabled), select:not(:disabled), a[href]';
/** Rows that Page Up and Page Down move by. */
const PAGE = 10;

/**
 * Attach to the body of a long table: only the controls of one row are stops of the Tab key. The arrow keys, Page Up, Page
 * Down, Home and End move to the same control of another row.
 */
export function rovingRows(body: HTMLElement): () => void {
  const rows = (): HTMLElement[] => [...body.querySelectorAll<HTMLElement>(':scope > tr')];
  const controlsOf = (row: HTMLElement): HTMLElement[] => [...row.querySelectorAll<HTMLElement>(CONTROLS)];
  let current: HTMLElement | undefined;

  function keep(row: HTMLElement | undefined): void {
    current = row;
    for (const one of rows()) for (const control of controlsOf(one)) control.tabIndex = one === row ? 0 : -1;
  }

  function refresh(): void {
    const all = rows();
    keep(current !== undefined && all.includes(current) ? current : all[0]);
  }

  function focused({ target }: FocusEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>('tr') : null;
    if (row !== null && row !== current) keep(row);
  }

  function pressed(event: KeyboardEvent): void {
    const { target } = event;
    // In a list of choices these keys choose.
    if (!(target instanceof HTMLElement) || target instanceof HTMLSelectElement) return;
    const row = target.closest<HTMLElement>('tr');
    const all = rows();
    const to = row === null ? null : rowAfter(event.key, all.indexOf(row), all.length);
    const next = to === null ? undefined : all[to];
    if (row === null || next === undefined) return;
    event.preventDefault();
    const place = controlsOf(row).indexOf(target);
    const controls = controlsOf(next);
    (controls[place] ?? controls[0])?.focus();
  }

  const observer = new MutationObserver(refresh);
  observer.observe(body, { childList: true });
  body.addEventListener('focusin', focused);
  body.addEventListener('keydown', pressed);
  refresh();
  return () => {
    observer.disconnect();
    body.removeEventListener('focusin', focused);
    body.removeEventListener('keydown', pressed);
  };
}

/** The row that a key moves to; null for other keys. */
export function rowAfter(key: string, at: number, count: number): number | null {
  const last = count - 1;
  const rows: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + PAGE,
    PageUp: at - PAGE,
    Home: 0,
    End: last,
  };
  const to = Object.hasOwn(rows, key) ? rows[key] : undefined;
  return to === undefined || count === 0 ? null : Math.min(last, Math.max(0, to));
}
