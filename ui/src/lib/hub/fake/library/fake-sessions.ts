import {
  changeTags,
  type CameraState,
  type CaptureSession,
  type CreatedShare,
  type CreateShare,
  type Download,
  type SessionEntry,
  type SessionLog,
  type SessionNote,
  type SessionPage,
  type Share,
  type StartSession,
  type UpdateSession,
  type User,
} from '@eyepiece/shared-types';
import type { Emitter } from '@eyepiece/client/emitter';
import type { HubEvents } from '../../clients/hub-client.ts';
import { HubError } from '@eyepiece/client/hub-error';
import { hubAddress } from '../../../browser/base-path.ts';
import type { LogPart, SessionClient, SessionFilter } from '../../clients/session-client.ts';
import { newUuid } from './fake-captures.ts';
import { fakeSessions, fakeSessionLog } from './fake-session-log.ts';

const ANSWER_MS = 60;
const ALL = Number.MAX_SAFE_INTEGER;
const EXPORT_BYTES = 4.2e6;

interface FakeSessionsWorld {
  readonly events: Emitter<HubEvents>;
  readonly camera: (id: string) => CameraState;
  readonly me: () => User;
  readonly people: readonly User[];
}

/** In-memory sessions, logs and share links. */
export class FakeSessions implements SessionClient {
  readonly #world: FakeSessionsWorld;
  #sessions: CaptureSession[];
  #entries: SessionEntry[];
  #shares: Share[] = [];

  constructor(world: FakeSessionsWorld) {
    this.#world = world;
    this.#sessions = fakeSessions(world.people);
    this.#entries = fakeSessionLog(this.#sessions, world.people);
  }

  /** Emits the open sessions, as a hub does on connect. */
  emitOpen(): void {
    for (const session of this.#sessions) if (session.endedAt === null) this.#world.events.emit('captureSession', session);
  }

  openOf(cameraId: string): CaptureSession | undefined {
    return this.#sessions.find((session) => session.cameraId === cameraId && session.endedAt === null);
  }

  /** Adds an entry to the log of the camera's open session, if there is one. */
  note(cameraId: string, kind: SessionEntry['kind'], action: string, text: string, details: SessionEntry['details'] = {}): void {
    const session = this.openOf(cameraId);
    if (session) this.#add(session.id, kind, action, text, details);
  }

  async list({ q, cameraId, open }: SessionFilter, page: { cursor?: string; limit: number }): Promise<SessionPage> {
    const words = (q ?? '').toLowerCase();
    const matching = this.#sessions.filter(
      (session) =>
        (cameraId === undefined || session.cameraId === cameraId) &&
        (open === undefined || (session.endedAt === null) === open) &&
        `${session.title} ${session.tags.join(' ')}`.toLowerCase().includes(words),
    );
    const start = Number(page.cursor ?? 0);
    const end = start + page.limit;
    const nextCursor = end < matching.length ? String(end) : null;
    return answer({ sessions: matching.slice(start, end), nextCursor, total: matching.length });
  }

  async get(id: string): Promise<CaptureSession> {
    return answer(this.#session(id));
  }

  async start({ cameraId, title, description = '', tags = [] }: StartSession): Promise<CaptureSession> {
    if (this.openOf(cameraId)) throw new HubError('conflict', 'this camera already has an open session');
    const { id, name } = this.#world.me();
    const startedAt = new Date().toISOString();
    const session: CaptureSession = {
      id: newUuid(),
      cameraId,
      cameraName: this.#world.camera(cameraId).name,
      title,
      description,
      tags,
      owner: { id, name },
      startedAt,
      endedAt: null,
      participants: [{ userId: id, name, guest: false, joinedAt: startedAt, leftAt: null }],
      presentCount: 1,
      participantCount: 1,
      captures: 0,
      entries: 0,
    };
    this.#sessions = [session, ...this.#sessions];
    this.#add(session.id, 'session', 'session.start', 'started the session');
    return answer(this.#session(session.id));
  }

  async update(id: string, change: UpdateSession): Promise<CaptureSession> {
    const { title, description } = change;
    const given = { title, description, tags: changeTags(this.#session(id).tags, change) };
    return answer(this.#change(id, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))));
  }

  async join(id: string): Promise<CaptureSession> {
    const { id: userId, name } = this.#world.me();
    const joinedAt = new Date().toISOString();
    const others = this.#session(id).participants.filter((one) => one.userId !== userId);
    this.#change(id, { participants: [...others, { userId, name, guest: false, joinedAt, leftAt: null }] });
    this.#add(id, 'session', 'session.join', 'joined');
    return answer(this.#session(id));
  }

  async leave(id: string): Promise<CaptureSession> {
    const me = this.#world.me().id;
    const leftAt = new Date().toISOString();
    const participants = this.#session(id).participants.map((one) => (one.userId === me ? { ...one, leftAt } : one));
    this.#change(id, { participants });
    this.#add(id, 'session', 'session.leave', 'left');
    return answer(this.#session(id));
  }

  async end(id: string): Promise<CaptureSession> {
    this.#add(id, 'session', 'session.end', 'ended the session');
    return answer(this.#change(id, { endedAt: new Date().toISOString() }));
  }

  async log(id: string, { after = 0, before = ALL, limit = 200, kind }: LogPart): Promise<SessionLog> {
    const all = this.#entries.filter(
      (entry) => entry.sessionId === id && entry.id > after && entry.id < before && (kind === undefined || entry.kind === kind),
    );
    const entries = before === ALL ? all.slice(0, limit) : all.slice(-limit);
    return answer({ entries, more: all.length > entries.length });
  }

  async writeNote({ sessionId, text, entryId, revision }: SessionNote): Promise<SessionEntry> {
    if (entryId === undefined) return answer(this.#add(sessionId, 'note', 'note.write', text));
    const old = this.#entry(entryId);
    if (revision !== undefined && revision < old.revision) throw new HubError('conflict', 'another user has changed this note');
    const { id, name } = this.#world.me();
    const editedAt = new Date().toISOString();
    return answer(this.#put({ ...old, text, revision: old.revision + 1, editedAt, editedBy: { id, name }, deletedAt: null }));
  }

  async deleteNote(_: string, entryId: number): Promise<SessionEntry> {
    const old = this.#entry(entryId);
    return answer(this.#put({ ...old, revision: old.revision + 1, deletedAt: new Date().toISOString() }));
  }

  sendTyping(): void {
    // The fake has no other viewers.
  }

  async prepareExport(id: string): Promise<Download> {
    const { title, captures } = this.#session(id);
    const url = `data:application/zip;base64,UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==`;
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    return answer({
      id,
      url,
      filename: `${title}.zip`,
      files: captures * 2 + 3,
      sizeBytes: captures * EXPORT_BYTES,
      missing: [],
      expiresAt,
    });
  }

  async listShares(): Promise<Share[]> {
    return answer(this.#shares);
  }

  async createShare({ kind, cameraId, sessionId, label = '', expiresIn = 7 * 86_400 }: CreateShare): Promise<CreatedShare> {
    const { id, name } = this.#world.me();
    const share: Share = {
      id: newUuid(),
      kind,
      cameraId: cameraId ?? this.#session(sessionId ?? '').cameraId,
      sessionId: sessionId ?? null,
      label,
      createdBy: { id, name },
      createdAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + expiresIn * 1000).toISOString(),
      revokedAt: null,
      uses: 0,
      lastUsedAt: null,
    };
    this.#shares = [share, ...this.#shares];
    const page = `/guest#${newUuid().replaceAll('-', '')}`;
    const addresses = [
      { kind: 'network' as const, url: `http://192.0.2.20:3000${page}` },
      { kind: 'local' as const, url: hubAddress() + page },
    ];
    return answer({ ...share, url: addresses[0]?.url ?? '', addresses });
  }

  async revokeShare(id: string): Promise<void> {
    this.#shares = this.#shares.map((share) => (share.id === id ? { ...share, revokedAt: new Date().toISOString() } : share));
    await answer(null);
  }

  async enterAsGuest(_: string, name: string): Promise<User> {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const sessionId = this.openOf('bench-3')?.id ?? null;
    const guest = { kind: 'session' as const, cameraId: 'bench-3', sessionId, expiresAt };
    return answer({ id: newUuid(), name, email: '', role: 'viewer', disabled: false, guest });
  }

  #session(id: string): CaptureSession {
    const session = this.#sessions.find((known) => known.id === id);
    if (!session) throw new HubError('session_not_found', id);
    return session;
  }

  #entry(id: number): SessionEntry {
    const entry = this.#entries.find((known) => known.id === id);
    if (!entry) throw new HubError('not_found', String(id));
    return entry;
  }

  #change(id: string, change: Partial<CaptureSession>): CaptureSession {
    const now = { ...this.#session(id), ...change };
    const presentCount = now.participants.filter(({ leftAt }) => leftAt === null).length;
    const changed = { ...now, presentCount, participantCount: now.participants.length };
    this.#sessions = this.#sessions.map((session) => (session.id === id ? changed : session));
    this.#world.events.emit('captureSession', changed);
    return changed;
  }

  #add(sessionId: string, kind: SessionEntry['kind'], action: string, text: string, details: SessionEntry['details'] = {}): SessionEntry {
    const { id, name } = this.#world.me();
    const entry: SessionEntry = {
      id: Math.max(0, ...this.#entries.map((known) => known.id)) + 1,
      sessionId,
      at: new Date().toISOString(),
      kind,
      action,
      person: { id, name },
      text,
      details,
      revision: 1,
      editedAt: null,
      editedBy: null,
      deletedAt: null,
    };
    const { captures, entries } = this.#session(sessionId);
    this.#entries = [...this.#entries, entry];
    this.#world.events.emit('sessionEntry', entry);
    this.#change(sessionId, { entries: entries + 1, captures: captures + (kind === 'capture' ? 1 : 0) });
    return entry;
  }

  #put(entry: SessionEntry): SessionEntry {
    this.#entries = this.#entries.map((old) => (old.id === entry.id ? entry : old));
    this.#world.events.emit('sessionEntry', entry);
    return entry;
  }
}

function answer<T>(value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ANSWER_MS));
}
