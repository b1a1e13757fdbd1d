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

/** Which part of a log: everything after an entry, or the last entries before one. */
export interface LogPart {
  readonly after?: number;
  readonly before?: number;
  readonly limit?: number;
  readonly kind?: SessionEntry['kind'];
}

/** Capture sessions, their logs, and links for people without an account. Every method rejects with a HubError. */
export interface SessionClient {
  list(filter: SessionFilter, page: { cursor?: string; limit: number }, signal?: AbortSignal): Promise<SessionPage>;
  get(id: string): Promise<CaptureSession>;
  start(session: StartSession): Promise<CaptureSession>;
  update(id: string, change: UpdateSession): Promise<CaptureSession>;
  join(id: string): Promise<CaptureSession>;
  leave(id: string): Promise<CaptureSession>;
  end(id: string): Promise<CaptureSession>;

  log(id: string, part: LogPart): Promise<SessionLog>;
  /** Without `entryId` a new note, with it that note's text; `conflict` when somebody else changed it since `revision`. */
  writeNote(note: SessionNote): Promise<SessionEntry>;
  takeBackNote(sessionId: string, entryId: number): Promise<SessionEntry>;
  /** Lost when there is no connection: nobody waits for it. */
  tellTyping(sessionId: string, typing: boolean): void;
  /** Adds up what the zip of a session will hold. */
  prepareExport(id: string): Promise<Download>;

  listShares(): Promise<Share[]>;
  createShare(share: CreateShare): Promise<CreatedShare>;
  revokeShare(id: string): Promise<void>;
  /** Signs in by a link's secret. */
  enterAsGuest(share: string, name: string): Promise<User>;
}
