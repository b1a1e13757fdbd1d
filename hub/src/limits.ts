/** Limits that keep one client from degrading the others. docs/security.md lists each with its default and its variable. */

/** HTTP, before a route is chosen. */
export interface HttpLimits {
  /** Time to send the request's headers, ms. */
  readonly headersTimeoutMs: number;
  /** Time to send a whole body that is not an upload, ms. */
  readonly bodyTimeoutMs: number;
  /** An upload brings this many bytes in each second, on average over the window. */
  readonly minUploadBytesPerSecond: number;
  readonly uploadWindowMs: number;
  /** Time without progress after which an answer that the client does not read is given up, ms. */
  readonly stalledAnswerMs: number;
  /** How long a connection is kept for the next request, ms. */
  readonly keepAliveMs: number;
  /** How long a connection that was refused may take to read why, ms. */
  readonly refusalLingerMs: number;
  /** Longest request target (path and query), bytes. */
  readonly maxTargetBytes: number;
  /** All headers of a request, bytes. Uploads carry their metadata in one. */
  readonly maxHeaderBytes: number;
  readonly maxUploadHeaderBytes: number;
  readonly maxQueryParameters: number;
  /** Requests of one connection that are not yet answered. Browsers and proxies send one at a time. */
  readonly maxUnansweredRequests: number;
  /** Requests and upgrades that are handed on in one turn of the event loop. */
  readonly maxRequestsPerTurn: number;
  /** Those that wait for a later turn: in all, and of one address. */
  readonly maxRequestsWaiting: number;
  readonly maxRequestsWaitingPerAddress: number;
  /** Open TCP connections in all, and from one address. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/** What may come in, per second and at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface EventRates {
  /** Events, each counted by its cost. */
  readonly events: Rate;
  /** Bytes of all packets. */
  readonly bytes: Rate;
  /** `frame:ack`. */
  readonly acknowledgements: Rate;
}

/** Socket.IO connections and their events. */
export interface SocketLimits {
  /** Open connections of one user, of all guests of one link, and of one address. */
  readonly maxPerUser: number;
  readonly maxPerShare: number;
  readonly maxPerAddress: number;
  /** Connections that have not signed in yet: from one address, and in all. They have so long to do so, ms. */
  readonly maxPendingPerAddress: number;
  readonly maxPending: number;
  readonly connectTimeoutMs: number;
  /** What one connection may send, one user by all connections, and all guests of one link. */
  readonly rates: { readonly connection: EventRates; readonly user: EventRates; readonly share: EventRates };
  /** Packets in the body of one polling request. */
  readonly maxPacketsPerRequest: number;
  /** Events that are being served at once, of one connection and of one user. */
  readonly maxServing: number;
  readonly maxServingPerUser: number;
  /** A connection with more unsent bytes than this, or that does not drain for so long, is closed. */
  readonly maxUnsentBytes: number;
  readonly maxUndrainedMs: number;
}

/** Work that people share: decoding pictures, exports of sessions, downloads. */
export interface QueueLimits {
  /** Jobs of one person that may wait. A page that is scrolled fast asks for many thumbnails. */
  readonly maxThumbnailsWaiting: number;
  readonly maxViewsWaiting: number;
  readonly maxExportsWaiting: number;
  readonly maxDownloadsWaiting: number;
  /** All guests of one link together may have so many times the jobs of one person waiting. */
  readonly partyFactor: number;
  /** Exports that are kept of one person, and in all. */
  readonly maxExportsKept: number;
  readonly maxExportsKeptInAll: number;
  /** Planned downloads that are kept of one person, and their bytes. */
  readonly maxDownloadsKept: number;
  readonly maxDownloadBytes: number;
  /** Archives that are sent to one person at the same time. */
  readonly maxArchivesSending: number;
  /** MJPEG feeds and snapshots of one person, or of all guests of one link together, at the same time. */
  readonly maxFeeds: number;
  /** Capture files that are sent to one person, or to all guests of one link together, at the same time. */
  readonly maxFilesSending: number;
}

/** In a window of time. */
export interface WriteAllowance {
  readonly perPerson: number;
  /** All guests of one link together. */
  readonly perLink: number;
  readonly seconds: number;
}

/** What clients make the hub keep. */
export interface WritingLimits {
  /** New guests of one link in a minute. */
  readonly guestsPerMinute: number;
  /** Guests of one link at a time: all, and of one network. Beyond it one who has been idle for so long gives way, ms. */
  readonly guestsPerLink: number;
  readonly guestsPerLinkAndNetwork: number;
  readonly guestIdleMs: number;
  readonly notes: WriteAllowance;
  /** Notes in one session: all, all of guests, and of one guest. */
  readonly notesPerSession: number;
  readonly guestNotesPerSession: number;
  readonly notesPerGuest: number;
  /** Former texts that are kept of one note: the first and the newest. */
  readonly noteRevisions: number;
  /** Bytes of shapes. */
  readonly shapeBytes: WriteAllowance;
  /** Drawings on one target: of one account, of one guest, and of all guests. ANNOTATIONS_MAX bounds all together. */
  readonly annotationsPerUser: number;
  readonly annotationsPerGuest: number;
  readonly guestAnnotations: number;
  /** Bytes of the shapes on one target: all, of one account, of one guest, and of all guests. */
  readonly drawnBytes: { readonly all: number; readonly perUser: number; readonly perGuest: number; readonly guests: number };
  /** States that are kept of one drawing: the first and the newest. Changes by one person within the time are one state. */
  readonly annotationRevisions: number;
  readonly annotationCoalesceMs: number;
  /** Removed drawings that can be brought back, on one target: of one author, and in all. */
  readonly removedAnnotationsPerAuthor: number;
  readonly removedAnnotations: number;
  /** People kept in the list of one session. Beyond it guests who left longest ago are only counted. */
  readonly participants: number;
  /** Rows that signed-in people make. */
  readonly users: number;
  readonly presets: number;
  readonly objectivesPerCamera: number;
  readonly sharesInForce: number;
  readonly sessionsPerPersonPerDay: number;
}

/** Sign-ins of people and guests. */
export interface LoginLimits {
  /** Sign-ins of one person that go on at a time; one more ends the longest unused. */
  readonly maxPerUser: number;
  /** Sign-ins whose state is kept in memory. */
  readonly maxRemembered: number;
}

/** Passwords and links that are guessed. */
export interface GuessLimits {
  /** Failures of one address, whatever the account, in a window. */
  readonly perAddress: number;
  readonly addressWindowMs: number;
  /** Failures on one account in an hour, of clients that never signed in to it. */
  readonly perAccount: number;
  /** Failures of all clients that never signed in: at once, and a second. */
  readonly budget: number;
  readonly budgetPerSecond: number;
  /** Entries of each table of counts. Above what the budget lets in during an hour, the longest time a client is refused. */
  readonly maxEntries: number;
  /** Attempts that wait at a time. */
  readonly maxDelayed: number;
}

/** Links of camera services, whose token has been checked already. */
export interface LinkLimits {
  readonly maxLinks: number;
  /** Links that have not said hello yet. */
  readonly maxWithoutHello: number;
  /** Messages other than hello before it. */
  readonly maxBeforeHello: number;
  /** A link with more unsent bytes than this is cut: the service does not read. */
  readonly maxUnsentBytes: number;
  /** Wrong tokens are logged once in this time, with their number, ms. */
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
