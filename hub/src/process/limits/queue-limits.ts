/** Shared queues: decoding pictures, session exports, downloads. */
export interface QueueLimits {
  /** Waiting jobs per person. Fast scrolling requests many thumbnails. */
  readonly maxThumbnailsWaiting: number;
  readonly maxViewsWaiting: number;
  /** Requests for past frames of one camera. */
  readonly maxRewindsWaiting: number;
  readonly maxExportsWaiting: number;
  readonly maxDownloadsWaiting: number;
  /** Factor for all guests of one link together. */
  readonly partyFactor: number;
  /** Stored exports, per person and in total. */
  readonly maxExportsKept: number;
  readonly maxExportsKeptInAll: number;
  /** Stored download plans per person, and their total bytes. */
  readonly maxDownloadsKept: number;
  readonly maxDownloadBytes: number;
  /** Archives sent to one person concurrently. */
  readonly maxArchivesSending: number;
  /** Concurrent MJPEG feeds and snapshots per person, or for all guests of one link together. */
  readonly maxFeeds: number;
  /** Capture files sent concurrently per person, or to all guests of one link together. */
  readonly maxFilesSending: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  maxThumbnailsWaiting: 512,
  maxViewsWaiting: 4,
  maxRewindsWaiting: 4,
  maxExportsWaiting: 4,
  maxDownloadsWaiting: 4,
  partyFactor: 8,
  maxExportsKept: 4,
  maxExportsKeptInAll: 40,
  maxDownloadsKept: 20,
  maxDownloadBytes: 256 * 1024 * 1024,
  maxArchivesSending: 6,
  maxFeeds: 128,
  maxFilesSending: 128,
};
