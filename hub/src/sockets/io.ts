/** The typed Socket.IO server, and who is on the other end of a socket. */
import type { ClientToServerEvents, LeaveReason, ServerToClientEvents } from '@eyepiece/shared-types';
import type { Server, Socket } from 'socket.io';
import type { Principal } from '../caller.ts';
import type { Connection } from './connection/connection.ts';

export interface SocketData {
  principal: Principal;
  connection: Connection;
  /** Of the client, also behind proxies. */
  address: string;
  /** The same for all connections of one browser tab. */
  clientId: string;
  /** `frames`: pictures only, no other events. */
  purpose: 'all' | 'frames';
  /** Set when the hub closes the connection. */
  closedFor?: LeaveReason;
}

type NoEvents = Record<string, never>;
export type HubServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;
export type HubSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;

/** Room of everybody who wants events, as opposed to pictures only. */
export const EVENTS_ROOM = 'events';
/** Room of those who asked for the analysis of a camera. */
export const analysisRoom = (cameraId: string): string => `analysis:${cameraId}`;
