import {
  bulkResultSchema,
  captureHistorySchema,
  captureSchema,
  captureStatisticsSchema,
  downloadSchema,
  facetsSchema,
  neighboursSchema,
  timelineSchema,
  type BulkChange,
  type CreateDownload,
  type FilterCapture,
} from '@eyepiece/shared-types';
import type { CaptureFilter } from '../clients/hub-client.ts';
import type { LibraryClient, ViewOptions } from '../clients/library-client.ts';
import { API, rest } from './rest.ts';

const ofCapture = (id: string): string => `/captures/${encodeURIComponent(id)}`;

function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The library over REST. */
export class RestLibrary implements LibraryClient {
  timeline(filter: CaptureFilter, signal?: AbortSignal) {
    return rest(timelineSchema, '/captures/timeline', { query: { ...filter, timeZone: timeZone() }, signal });
  }

  facets(filter: CaptureFilter, signal?: AbortSignal) {
    return rest(facetsSchema, '/captures/facets', { query: { ...filter }, signal });
  }

  change(change: BulkChange) {
    return rest(bulkResultSchema, '/captures/bulk', { method: 'POST', body: change });
  }

  neighbours(id: string, filter: CaptureFilter, signal?: AbortSignal) {
    return rest(neighboursSchema, `${ofCapture(id)}/neighbours`, { query: { ...filter }, signal });
  }

  async history(id: string) {
    return (await rest(captureHistorySchema, `${ofCapture(id)}/history`)).revisions;
  }

  statistics(id: string, signal?: AbortSignal) {
    return rest(captureStatisticsSchema, `${ofCapture(id)}/statistics`, { signal });
  }

  filter(id: string, request: FilterCapture) {
    return rest(captureSchema, `${ofCapture(id)}/filtered`, { method: 'POST', body: request });
  }

  viewUrl(id: string, { window, width, type }: ViewOptions): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...window, width, type })) if (value !== undefined) query.set(name, String(value));
    const search = query.toString();
    return `${API}${ofCapture(id)}/view${search && `?${search}`}`;
  }

  createDownload(request: CreateDownload) {
    return rest(downloadSchema, '/downloads', { method: 'POST', body: request });
  }
}
