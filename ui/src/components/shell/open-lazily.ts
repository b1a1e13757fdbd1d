import { reportFault } from '../../lib/browser/report-fault.ts';
import type { LazyView } from '../../lib/shell/navigation/lazy-view.ts';
import { notifyFault } from '../shared/notices/notices.ts';

/** Opens a part of the page as soon as its code is there. @param failed called if it could not be loaded; the user gets a notice */
export function openLazily<Props extends Record<string, unknown>>(
  part: LazyView<Props>,
  open: () => void,
  failed: () => void = () => undefined,
): void {
  if (part.loaded) {
    open();
    return;
  }
  part.load().then(open, (error: unknown) => {
    failed();
    notifyFault('This part of the page could not be loaded. Try again when the hub is reachable.');
    reportFault('A part of the page could not be loaded:', error);
  });
}
