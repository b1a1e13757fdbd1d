/** Types of the Socket.IO server and of the data of its sockets. */
import type { ClientToServerEvents, LeaveReason, ServerToClientEvents } from '@eyepiece/shared-types';
import type { Server, Socket } from 'socket.io';
import type { Principal } from '../people/caller.ts';
import type { Connection } from './connection/connection.ts';

export interface SocketData {
  principal: Principal;
  connection: Connection;
  /** Address of the client, also behind proxies. */
  address: string;
  /** The same for all connections of one browser tab. */
  clientId: string;
  /** `frames`: only frames, no other events. */
  purpose: 'all' | 'frames';
  /** Set when the hub closes the connection. */
  closedFor?: LeaveReason;
}

type NoEvents = Record<string, never>;
export type HubServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;
export type HubSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;

/** Room of connections that receive events, not only frames. */
export const EVENTS_ROOM = 'events';
/** Room of the subscribers to a camera's analysis: of the whole picture, or of an area. */
export const analysisRoom = (cameraId: string, areaId = ''): string => `analysis:${cameraId}:${areaId}`;
