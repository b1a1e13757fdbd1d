/** Order, search and texts of the list of viewers. */
import type { DiagnosticsViewer } from '@eyepiece/shared-types';
import { t } from '../../languages/translate.ts';

export type ViewerColumn = 'name' | 'camera' | 'client' | 'fps' | 'age' | 'width' | 'window' | 'rate' | 'reason' | 'address' | 'since';

export interface Order<Column extends string> {
  readonly column: Column;
  readonly descending: boolean;
}

export const CLIENTS = { page: 'Page', raw: 'Program', mjpeg: 'MJPEG' } as const;
export const REASONS = { narrow_link: 'Narrow link', stalled: 'Stalled' } as const;

/** Missing values sort below all others. */
const VALUES: Record<ViewerColumn, (viewer: DiagnosticsViewer) => number | string> = {
  name: ({ name }) => name.toLowerCase(),
  camera: ({ cameraId }) => cameraId,
  client: ({ client }) => CLIENTS[client],
  fps: ({ fps }) => fps,
  age: ({ age }) => age?.p95Ms ?? -1,
  width: ({ width }) => width,
  window: ({ window }) => window?.allowed ?? -1,
  rate: ({ bytesPerSecond }) => bytesPerSecond,
  reason: ({ reason }) => (reason ? REASONS[reason] : ''),
  address: ({ address }) => address,
  since: ({ sinceUs }) => sinceUs,
};

/** Columns of numbers start with the largest. */
const NUMERIC: ReadonlySet<ViewerColumn> = new Set(['fps', 'age', 'width', 'window', 'rate', 'reason', 'since']);

/** The order after a press on the head of a column. */
export function pressed(order: Order<ViewerColumn>, column: ViewerColumn): Order<ViewerColumn> {
  return order.column === column ? { column, descending: !order.descending } : { column, descending: NUMERIC.has(column) };
}

/** Equal rows keep the order in which they connected, so that live values do not shuffle them. */
export function inOrder(viewers: readonly DiagnosticsViewer[], { column, descending }: Order<ViewerColumn>): DiagnosticsViewer[] {
  const value = VALUES[column];
  return viewers.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    const ascending = a < b ? -1 : a > b ? 1 : 0;
    return (descending ? -ascending : ascending) || one.id - other.id;
  });
}

/** Whether all words occur in person, camera, address, kind or reason. */
export function viewerMatches(viewer: DiagnosticsViewer, search: string): boolean {
  const { name, cameraId, address, client, reason, guest } = viewer;
  const text = [name, cameraId, address, CLIENTS[client], reason ? REASONS[reason] : '', guest ? t('guest') : ''].join(' ').toLowerCase();
  return wordsOf(search).every((word) => text.includes(word));
}

export function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean);
}
