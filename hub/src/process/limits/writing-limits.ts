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
  readonly cameraGroups: number;
  readonly objectivesPerCamera: number;
  readonly sharesInForce: number;
  readonly sessionsPerPersonPerDay: number;
  /** API keys in force of one account, and new ones per person. */
  readonly keysPerAccount: number;
  readonly newKeys: WriteAllowance;
}

const MEBIBYTE = 1024 * 1024;

export const WRITING_LIMITS: WritingLimits = {
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
  cameraGroups: 200,
  objectivesPerCamera: 100,
  sharesInForce: 500,
  sessionsPerPersonPerDay: 200,
  keysPerAccount: 50,
  newKeys: { perPerson: 60, perLink: 60, seconds: 3600 },
};
