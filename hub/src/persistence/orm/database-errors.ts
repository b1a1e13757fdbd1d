import { ConnectionException, UniqueConstraintViolationException } from '@mikro-orm/core';
import { conflict, databaseUnavailable, HubError } from '../../errors.ts';

/** Socket errors: the server is unreachable or the connection broke. */
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT', 'EPIPE']);
/** System calls of socket errors in Node. File system errors have others, such as `open`, and a `path`. */
const SOCKET_CALLS = new Set(['connect', 'read', 'write', 'shutdown', 'getaddrinfo']);
/** SQLSTATE 57P0x: shutting down or starting; 53300: too many connections; class 08: connection exceptions. */
const SERVER_UNAVAILABLE = /^(57P0[1-3]|53300|08...)$/;
/** Errors of node-postgres and pg-pool without code. */
const CLIENT_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout|Cannot use a pool after calling end|Client was closed)/;

/** Whether an error means that the database is unavailable, rather than that the query is wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof ConnectionException) return true;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (SOCKET_CODES.has(code) && isSocketError(error)) return true;
  return (
    SERVER_UNAVAILABLE.test(code) ||
    CLIENT_MESSAGES.test(error.message) ||
    (error.cause !== undefined && isDatabaseUnavailable(error.cause))
  );
}

/** Excludes file errors, which also occur inside `Database.use`. */
function isSocketError(error: Error): boolean {
  return 'syscall' in error && SOCKET_CALLS.has(String(error.syscall)) && !('path' in error);
}

/** SQLSTATE disk_full; also reported when the server cannot extend a file or its log. */
const DISK_FULL = '53100';

function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === DISK_FULL) || isDiskFull(error.cause);
}

/** Translates to `database_unavailable` or, for a full disk, `no_space`. Returns other errors unchanged. */
export function translateDatabaseError(error: unknown): unknown {
  if (isDiskFull(error)) return new HubError('no_space', 'The disk of the database is full', { cause: error });
  return isDatabaseUnavailable(error) ? databaseUnavailable(error) : error;
}

export function isUniqueViolation(error: unknown): error is UniqueConstraintViolationException {
  return error instanceof UniqueConstraintViolationException;
}

/** @throws {HubError} conflict with this message, if the write violates a unique index */
export async function unlessTaken<T>(message: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict(message, error);
    throw error;
  }
}
