import type { AckError } from '@eyepiece/shared-types';
import type { HubSocket } from './reconnecting-socket.ts';

export type TimedSocket = ReturnType<HubSocket['timeout']>;
export type Reply<T> = ({ ok: true } & T) | { ok: false; error: AckError };
/** Sends a command over a live connection and waits `workMs` longer than usual for the answer. @throws {HubError} */
export type Ask = <T>(send: (socket: TimedSocket) => Promise<Reply<T>>, workMs?: number) => Promise<{ ok: true } & T>;
