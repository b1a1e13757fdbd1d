import type {
  BulkChange,
  BulkResult,
  Capture,
  CaptureRevision,
  CaptureStatistics,
  CreateDownload,
  Download,
  Facets,
  FilterCapture,
  Neighbours,
  Timeline,
} from '@eyepiece/shared-types';
import type { CaptureFilter } from './hub-client.ts';

/**
 * Maps samples to display levels, in the master's sample values: shown = ((sample − black) / (white −
 * black))^(1/gamma).
 */
export interface SampleWindow {
  readonly black: number;
  readonly white: number;
  readonly gamma: number;
}

export interface ViewOptions {
  readonly window?: SampleWindow | undefined;
  /** Maximum width, px; full size when omitted. */
  readonly width?: number | undefined;
  readonly type?: 'webp' | 'png' | undefined;
}

/** Requests to the library as a whole, other than lists and single captures. Every method rejects with a HubError. */
export interface LibraryClient {
  /** Days newest first, in this browser's time zone. */
  timeline(filter: CaptureFilter, signal?: AbortSignal): Promise<Timeline>;
  /** Filter values that captures under the filter have. */
  facets(filter: CaptureFilter, signal?: AbortSignal): Promise<Facets>;
  change(change: BulkChange): Promise<BulkResult>;
  neighbours(id: string, filter: CaptureFilter, signal?: AbortSignal): Promise<Neighbours>;
  /** Oldest first. */
  history(id: string): Promise<CaptureRevision[]>;
  statistics(id: string, signal?: AbortSignal): Promise<CaptureStatistics>;
  /** Makes a filtered copy of a capture, or finds the one that was made with the same request. */
  filter(id: string, request: FilterCapture): Promise<Capture>;
  /** URL of a browser-compatible picture of a master of any bit depth. */
  viewUrl(id: string, options: ViewOptions): string;
  /** Creates the URL of a zip and computes its size; nothing is sent yet. */
  createDownload(request: CreateDownload): Promise<Download>;
}
