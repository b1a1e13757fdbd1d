import type {
  CaptureSession,
  CreatedShare,
  CreateShare,
  Download,
  SessionEntry,
  SessionLog,
  SessionNote,
  SessionPage,
  Share,
  StartSession,
  UpdateSession,
  User,
} from '@eyepiece/shared-types';

export interface SessionFilter {
  readonly q?: string;
  readonly cameraId?: string;
  readonly open?: boolean;
}

/** Part of a log: all entries after an id, or the last entries before one. */
export interface LogPart {
  readonly after?: number;
  readonly before?: number;
  readonly limit?: number;
  readonly kind?: SessionEntry['kind'];
}

/** Capture sessions, their logs, and share links. Every method rejects with a HubError. */
export interface SessionClient {
  list(filter: SessionFilter, page: { cursor?: string; limit: number }, signal?: AbortSignal): Promise<SessionPage>;
  get(id: string): Promise<CaptureSession>;
  start(session: StartSession): Promise<CaptureSession>;
  update(id: string, change: UpdateSession): Promise<CaptureSession>;
  join(id: string): Promise<CaptureSession>;
  leave(id: string): Promise<CaptureSession>;
  end(id: string): Promise<CaptureSession>;

  log(id: string, part: LogPart): Promise<SessionLog>;
  /** Creates a note, or updates the note `entryId`. `conflict` when another user changed it since `revision`. */
  writeNote(note: SessionNote): Promise<SessionEntry>;
  deleteNote(sessionId: string, entryId: number): Promise<SessionEntry>;
  /** Dropped without a connection: typing state is not worth queueing. */
  sendTyping(sessionId: string, typing: boolean): void;
  /** Computes the content and size of a session's zip. */
  prepareExport(id: string): Promise<Download>;

  listShares(): Promise<Share[]>;
  createShare(share: CreateShare): Promise<CreatedShare>;
  revokeShare(id: string): Promise<void>;
  /** Signs in with the secret of a share link. */
  enterAsGuest(share: string, name: string): Promise<User>;
}
