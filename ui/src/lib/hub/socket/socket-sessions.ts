import {
  createdShareSchema,
  downloadSchema,
  loginResultSchema,
  sessionEntrySchema,
  sessionLogSchema,
  sessionPageSchema,
  sessionPeopleSchema,
  sessionSchema,
  shareListSchema,
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
import { onChecked } from '@eyepiece/client/socket/checked';
import type { Emitter } from '@eyepiece/client/emitter';
import type { HubEvents } from '../clients/hub-client.ts';
import type { HubSocket } from '@eyepiece/client/socket/reconnecting-socket';
import { reportFault } from '../../browser/report-fault.ts';
import { rest, restVoid } from '../rest/rest.ts';
import type { LogPart, SessionClient, SessionFilter } from '../clients/session-client.ts';
import type { Ask } from '@eyepiece/client/socket/ask';

const ofSession = (id: string): string => `/sessions/${encodeURIComponent(id)}`;

/** Sessions and share links over REST and the shared Socket.IO connection. */
export class SocketSessions implements SessionClient {
  readonly #ask: Ask;
  readonly #tell: HubSocket;

  constructor(socket: HubSocket, ask: Ask, events: Emitter<HubEvents>) {
    this.#tell = socket;
    this.#ask = ask;
    onChecked(socket, 'session:state', sessionSchema, (session) => events.emit('captureSession', session), reportFault);
    onChecked(socket, 'session:people', sessionPeopleSchema, (news) => events.emit('sessionPeople', news), reportFault);
    onChecked(socket, 'session:event', sessionEntrySchema, (entry) => events.emit('sessionEntry', entry), reportFault);
    socket.on('session:typing', (who) => events.emit('sessionTyping', who));
  }

  list({ open, ...filter }: SessionFilter, page: { cursor?: string; limit: number }, signal?: AbortSignal): Promise<SessionPage> {
    const query = { ...filter, ...page, ...(open === undefined ? {} : { open: String(open) }) };
    return rest(sessionPageSchema, '/sessions', { query, signal });
  }

  get(id: string): Promise<CaptureSession> {
    return rest(sessionSchema, ofSession(id));
  }

  start(session: StartSession): Promise<CaptureSession> {
    return rest(sessionSchema, '/sessions', { method: 'POST', body: session });
  }

  update(id: string, change: UpdateSession): Promise<CaptureSession> {
    return rest(sessionSchema, ofSession(id), { method: 'PATCH', body: change });
  }

  async join(sessionId: string): Promise<CaptureSession> {
    const reply = await this.#ask<{ session: CaptureSession }>((socket) => socket.emitWithAck('session:join', { sessionId }));
    return sessionSchema.parse(reply.session);
  }

  async leave(sessionId: string): Promise<CaptureSession> {
    const reply = await this.#ask<{ session: CaptureSession }>((socket) => socket.emitWithAck('session:leave', { sessionId }));
    return sessionSchema.parse(reply.session);
  }

  end(id: string): Promise<CaptureSession> {
    return rest(sessionSchema, `${ofSession(id)}/end`, { method: 'POST' });
  }

  log(id: string, part: LogPart): Promise<SessionLog> {
    return rest(sessionLogSchema, `${ofSession(id)}/log`, { query: { ...part } });
  }

  async writeNote(note: SessionNote): Promise<SessionEntry> {
    const reply = await this.#ask<{ entry: SessionEntry }>((socket) => socket.emitWithAck('session:note', note));
    return sessionEntrySchema.parse(reply.entry);
  }

  async deleteNote(sessionId: string, entryId: number): Promise<SessionEntry> {
    const reply = await this.#ask<{ entry: SessionEntry }>((socket) => socket.emitWithAck('session:unnote', { sessionId, entryId }));
    return sessionEntrySchema.parse(reply.entry);
  }

  sendTyping(sessionId: string, typing: boolean): void {
    if (this.#tell.connected) this.#tell.volatile.emit('session:typing', { sessionId, typing });
  }

  prepareExport(id: string): Promise<Download> {
    return rest(downloadSchema, `${ofSession(id)}/export`, { method: 'POST' });
  }

  async listShares(): Promise<Share[]> {
    return (await rest(shareListSchema, '/shares')).shares;
  }

  createShare(share: CreateShare): Promise<CreatedShare> {
    return rest(createdShareSchema, '/shares', { method: 'POST', body: share });
  }

  revokeShare(id: string): Promise<void> {
    return restVoid(`/shares/${encodeURIComponent(id)}`, { method: 'DELETE' });
  }

  async enterAsGuest(share: string, name: string): Promise<User> {
    return (await rest(loginResultSchema, '/auth/guest', { method: 'POST', body: { share, name } })).user;
  }
}
