import type {
  BulkChange,
  BulkResult,
  CaptureRevision,
  CaptureStatistics,
  CreateDownload,
  Download,
  Facets,
  Neighbours,
  Timeline,
} from '@eyepiece/shared-types';
import type { CaptureFilter } from './hub-client.ts';

/** How samples become shades, in the master's own samples: shown = ((sample − black) / (white − black))^(1/gamma). */
export interface SampleWindow {
  readonly black: number;
  readonly white: number;
  readonly gamma: number;
}

export interface ViewWish {
  readonly window?: SampleWindow | undefined;
  /** px at most; the full size without. */
  readonly width?: number | undefined;
  readonly type?: 'webp' | 'png' | undefined;
}

/** What the page asks of the library as a whole, beside lists and single captures. Every method rejects with a HubError. */
export interface LibraryClient {
  /** Days newest first, in this browser's time zone. */
  timeline(filter: CaptureFilter, signal?: AbortSignal): Promise<Timeline>;
  /** Values that captures under the filter have, to choose from. */
  facets(filter: CaptureFilter, signal?: AbortSignal): Promise<Facets>;
  change(change: BulkChange): Promise<BulkResult>;
  neighbours(id: string, filter: CaptureFilter, signal?: AbortSignal): Promise<Neighbours>;
  /** Oldest first. */
  history(id: string): Promise<CaptureRevision[]>;
  statistics(id: string, signal?: AbortSignal): Promise<CaptureStatistics>;
  /** A picture of a master of any depth that a browser can show. */
  viewUrl(id: string, wish: ViewWish): string;
  /** Makes the address of a zip and says how large it will be; nothing is sent yet. */
  createDownload(request: CreateDownload): Promise<Download>;
}
