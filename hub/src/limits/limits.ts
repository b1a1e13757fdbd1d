/** Limits that keep one client from degrading the others. docs/security.md lists each with its default and its variable. */

/** HTTP limits that apply before routing. */
export interface HttpLimits {
  /** Time to send the request's headers, ms. */
  readonly headersTimeoutMs: number;
  /** Time to send a whole body that is not an upload, ms. */
  readonly bodyTimeoutMs: number;
  /** Minimum rate of an upload, averaged over the window. */
  readonly minUploadBytesPerSecond: number;
  readonly uploadWindowMs: number;
  /** Time without progress after which a response that the client does not read is aborted, ms. */
  readonly stalledAnswerMs: number;
  /** Keep-alive time of idle connections, ms. */
  readonly keepAliveMs: number;
  /** Time for a refused connection to read the error, ms. */
  readonly refusalLingerMs: number;
  /** Longest request target (path and query), bytes. */
  readonly maxTargetBytes: number;
  /** All headers of a request, bytes. Uploads carry their metadata in one. */
  readonly maxHeaderBytes: number;
  readonly maxUploadHeaderBytes: number;
  readonly maxQueryParameters: number;
  /** Unanswered requests per connection. Browsers and proxies send one at a time. */
  readonly maxUnansweredRequests: number;
  /** Requests and upgrades started per turn of the event loop. */
  readonly maxRequestsPerTurn: number;
  /** Requests waiting for a later turn, in total and per address. */
  readonly maxRequestsWaiting: number;
  readonly maxRequestsWaitingPerAddress: number;
  /** Open TCP connections, in total and per address. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/** A rate with bursts, as in a token bucket. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface EventRates {
  /** Events, weighted by cost. */
  readonly events: Rate;
  /** Bytes of all packets. */
  readonly bytes: Rate;
  /** `frame:ack`. */
  readonly acknowledgements: Rate;
}

/** Socket.IO connections and their events. */
export interface SocketLimits {
  /** Open connections per user, per share link, and per address. */
  readonly maxPerUser: number;
  readonly maxPerShare: number;
  readonly maxPerAddress: number;
  /** Connections that have not signed in, per address and in total, and the time they have to do so, ms. */
  readonly maxPendingPerAddress: number;
  readonly maxPending: number;
  readonly connectTimeoutMs: number;
  /** Rates per connection, per user (all connections), and per share link (all guests). */
  readonly rates: { readonly connection: EventRates; readonly user: EventRates; readonly share: EventRates };
  /** Packets per polling request. */
  readonly maxPacketsPerRequest: number;
  /** Events handled concurrently, per connection and per user. */
  readonly maxServing: number;
  readonly maxServingPerUser: number;
  /** A connection is closed above this many unsent bytes, or when it does not drain for this long. */
  readonly maxUnsentBytes: number;
  readonly maxUndrainedMs: number;
}

/** Shared queues: decoding pictures, session exports, downloads. */
export interface QueueLimits {
  /** Waiting jobs per person. Fast scrolling requests many thumbnails. */
  readonly maxThumbnailsWaiting: number;
  readonly maxViewsWaiting: number;
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

/** Allowance per time window. */
export interface WriteAllowance {
  readonly perPerson: number;
  /** All guests of one link together. */
  readonly perLink: number;
  readonly seconds: number;
}

/** Limits of data that clients store in the hub. */
export interface WritingLimits {
  /** New guests per link and minute. */
  readonly guestsPerMinute: number;
  /** Concurrent guests per link, in total and per network. Above this, a guest idle for `guestIdleMs` is evicted. */
  readonly guestsPerLink: number;
  readonly guestsPerLinkAndNetwork: number;
  readonly guestIdleMs: number;
  readonly notes: WriteAllowance;
  /** Notes per session: in total, by guests, and by one guest. */
  readonly notesPerSession: number;
  readonly guestNotesPerSession: number;
  readonly notesPerGuest: number;
  /** Stored earlier texts per note: the first and the newest. */
  readonly noteRevisions: number;
  /** Bytes of shapes. */
  readonly shapeBytes: WriteAllowance;
  /** Annotations per target: by one user, by one guest, and by all guests. ANNOTATIONS_MAX limits the total. */
  readonly annotationsPerUser: number;
  readonly annotationsPerGuest: number;
  readonly guestAnnotations: number;
  /** Bytes of shapes per target: in total, by one user, by one guest, and by all guests. */
  readonly drawnBytes: { readonly all: number; readonly perUser: number; readonly perGuest: number; readonly guests: number };
  /** Stored revisions per annotation: the first and the newest. Changes by one person within this time form one revision. */
  readonly annotationRevisions: number;
  readonly annotationCoalesceMs: number;
  /** Removed annotations that can be restored, per target: by one author, and in total. */
  readonly removedAnnotationsPerAuthor: number;
  readonly removedAnnotations: number;
  /** Listed participants per session. Above this, the guests who left longest ago are only counted. */
  readonly participants: number;
  /** Maximum numbers of rows that users create. */
  readonly users: number;
  readonly presets: number;
  readonly objectivesPerCamera: number;
  readonly sharesInForce: number;
  readonly sessionsPerPersonPerDay: number;
}

/** Sign-ins of people and guests. */
export interface LoginLimits {
  /** Active sign-ins per user; one more ends the least recently used. */
  readonly maxPerUser: number;
  /** Sign-ins with cached state. */
  readonly maxRemembered: number;
}

/** Limits for guessing passwords and links. */
export interface GuessLimits {
  /** Failures per address and window, over all accounts. */
  readonly perAddress: number;
  readonly addressWindowMs: number;
  /** Failures per account and hour, by clients that never signed in to it. */
  readonly perAccount: number;
  /** Failures of all clients that never signed in: burst, and refill per second. */
  readonly budget: number;
  readonly budgetPerSecond: number;
  /** Entries per table of counts. Must exceed the budget of an hour, which is the longest block. */
  readonly maxEntries: number;
  /** Concurrently delayed attempts. */
  readonly maxDelayed: number;
}

/** Limits of authenticated camera links. */
export interface LinkLimits {
  readonly maxLinks: number;
  /** Links that have not sent hello. */
  readonly maxWithoutHello: number;
  /** Other messages before hello. */
  readonly maxBeforeHello: number;
  /** A link with more unsent bytes is closed, because the service does not read. */
  readonly maxUnsentBytes: number;
  /** Minimum interval of log lines about invalid tokens, ms. */
  readonly refusalLogMs: number;
}

export interface Limits {
  readonly links: LinkLimits;
  readonly writing: WritingLimits;
  readonly queues: QueueLimits;
  readonly http: HttpLimits;
  readonly sockets: SocketLimits;
  readonly login: LoginLimits;
  readonly guesses: GuessLimits;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  links: {
    maxLinks: 256,
    maxWithoutHello: 32,
    maxBeforeHello: 16,
    maxUnsentBytes: 8 * 1024 * 1024,
    refusalLogMs: 10_000,
  },
  writing: {
    guestsPerMinute: 60,
    guestsPerLink: 500,
    guestsPerLinkAndNetwork: 300,
    guestIdleMs: 10 * 60_000,
    notes: { perPerson: 30, perLink: 240, seconds: 60 },
    notesPerSession: 10_000,
    guestNotesPerSession: 4000,
    notesPerGuest: 400,
    noteRevisions: 20,
    shapeBytes: { perPerson: 4 * 1024 * 1024, perLink: 8 * 1024 * 1024, seconds: 60 },
    annotationsPerUser: 400,
    annotationsPerGuest: 50,
    guestAnnotations: 200,
    drawnBytes: { all: 4 * MEBIBYTE, perUser: 3 * MEBIBYTE, perGuest: MEBIBYTE / 2, guests: 1.5 * MEBIBYTE },
    annotationRevisions: 50,
    annotationCoalesceMs: 3000,
    removedAnnotationsPerAuthor: 100,
    removedAnnotations: 1000,
    participants: 1000,
    users: 2000,
    presets: 500,
    objectivesPerCamera: 100,
    sharesInForce: 500,
    sessionsPerPersonPerDay: 200,
  },
  queues: {
    maxThumbnailsWaiting: 512,
    maxViewsWaiting: 4,
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
  },
  http: {
    headersTimeoutMs: 10_000,
    bodyTimeoutMs: 15_000,
    minUploadBytesPerSecond: 4096,
    uploadWindowMs: 15_000,
    stalledAnswerMs: 30_000,
    keepAliveMs: 10_000,
    refusalLingerMs: 1000,
    maxTargetBytes: 8192,
    maxHeaderBytes: 16 * 1024,
    maxUploadHeaderBytes: 64 * 1024,
    maxQueryParameters: 100,
    maxUnansweredRequests: 2,
    maxRequestsPerTurn: 8,
    maxRequestsWaiting: 8192,
    maxRequestsWaitingPerAddress: 2048,
    maxConnections: 4096,
    maxConnectionsPerAddress: 1024,
  },
  sockets: {
    maxPerUser: 64,
    maxPerShare: 256,
    maxPerAddress: 1024,
    maxPendingPerAddress: 512,
    maxPending: 2048,
    connectTimeoutMs: 10_000,
    rates: {
      connection: {
        events: { perSecond: 200, burst: 1000 },
        bytes: { perSecond: 512 * 1024, burst: 2 * 1024 * 1024 },
        acknowledgements: { perSecond: 2000, burst: 4000 },
      },
      user: {
        events: { perSecond: 400, burst: 3000 },
        bytes: { perSecond: 1024 * 1024, burst: 4 * 1024 * 1024 },
        acknowledgements: { perSecond: 8000, burst: 16_000 },
      },
      share: {
        events: { perSecond: 2000, burst: 10_000 },
        bytes: { perSecond: 4 * 1024 * 1024, burst: 16 * 1024 * 1024 },
        acknowledgements: { perSecond: 32_000, burst: 64_000 },
      },
    },
    maxPacketsPerRequest: 1000,
    maxServing: 64,
    maxServingPerUser: 256,
    maxUnsentBytes: 4 * 1024 * 1024,
    maxUndrainedMs: 10_000,
  },
  login: {
    maxPerUser: 100,
    maxRemembered: 20_000,
  },
  guesses: {
    perAddress: 20,
    addressWindowMs: 15 * 60_000,
    perAccount: 100,
    budget: 1000,
    budgetPerSecond: 2,
    maxEntries: 20_000,
    maxDelayed: 256,
  },
};
