/** Typed errors: thrown inside, translated once at each edge by `toErrorBody` (HTTP) or `toAckError` (sockets). */
import { STATUS_CODES } from 'node:http';
import {
  ERROR_STATUS,
  withoutKeys,
  type AckError,
  type ErrorBody,
  type ErrorCode,
  type FieldIssue,
  type LeaveReason,
} from '@eyepiece/shared-types';
import { z } from 'zod';

export interface HubErrorDetails {
  readonly issues?: readonly FieldIssue[];
  readonly retryAfterSeconds?: number;
  /** For control_held: the name of the holder. */
  readonly holder?: string;
  /** For session_expired: why access ended. */
  readonly accessEnd?: AccessEnd;
  readonly cause?: unknown;
}

/** Why the access of a signed-in person ended. */
export type AccessEnd = Extract<
  LeaveReason,
  | 'signed_out'
  | 'sign_in_ended'
  | 'sign_in_expired'
  | 'password_changed'
  | 'account_disabled'
  | 'account_removed'
  | 'link_revoked'
  | 'link_expired'
  | 'key_revoked'
  | 'key_expired'
>;

/** An error whose message may be shown to clients. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly issues?: readonly FieldIssue[];
  readonly retryAfterSeconds?: number;
  readonly holder?: string;
  readonly accessEnd?: AccessEnd;

  constructor(code: ErrorCode, message: string, details: HubErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = ERROR_STATUS[code];
    if (details.issues) this.issues = details.issues;
    if (details.retryAfterSeconds !== undefined) this.retryAfterSeconds = details.retryAfterSeconds;
    if (details.holder !== undefined) this.holder = details.holder;
    if (details.accessEnd !== undefined) this.accessEnd = details.accessEnd;
  }
}

export const ACCESS_ENDS: Readonly<Record<AccessEnd, string>> = {
  signed_out: 'You have signed out, sign in again',
  sign_in_ended: 'This sign-in has been ended, sign in again',
  sign_in_expired: 'The session has expired, sign in again',
  password_changed: 'The password of this account has changed, sign in again',
  account_disabled: 'This account has been disabled',
  account_removed: 'This account no longer exists',
  link_revoked: 'This link has been revoked',
  link_expired: 'This link has expired',
  key_revoked: 'This API key has been revoked',
  key_expired: 'This API key has expired',
};

export const notFound = (what: string): HubError => new HubError('not_found', `${what} not found`);
export const cameraNotFound = (id: string): HubError => new HubError('camera_not_found', `Camera ${id} not found`);
export const captureNotFound = (id: string): HubError => new HubError('capture_not_found', `Capture ${id} not found`);
export const jobNotFound = (id: string): HubError => new HubError('job_not_found', `Job ${id} not found`);
export const objectiveNotFound = (id: string): HubError => new HubError('objective_not_found', `Objective ${id} not found`);
export const annotationNotFound = (id: string): HubError => new HubError('annotation_not_found', `Annotation ${id} not found`);
export const shareNotFound = (message: string): HubError => new HubError('share_not_found', message);
export const sessionNotFound = (id: string): HubError => new HubError('session_not_found', `Session ${id} not found`);
export const unauthenticated = (message = 'Sign in first'): HubError => new HubError('unauthenticated', message);
export const sessionExpired = (accessEnd: AccessEnd = 'sign_in_expired', message = ACCESS_ENDS[accessEnd]): HubError =>
  new HubError('session_expired', message, { accessEnd });
export const invalidCredentials = (): HubError => new HubError('invalid_credentials', 'E-mail or password is wrong');
export const forbidden = (message: string): HubError => new HubError('forbidden', message);
export const conflict = (message: string, cause?: unknown): HubError => new HubError('conflict', message, { cause });
export const rateLimited = (message: string, retryAfterSeconds: number): HubError =>
  new HubError('rate_limited', message, { retryAfterSeconds });
/** The message names the limit. */
export const limitReached = (message: string): HubError => new HubError('limit_reached', message);
export const databaseUnavailable = (cause: unknown): HubError =>
  new HubError('database_unavailable', 'The database is unavailable, try again shortly', { retryAfterSeconds: 5, cause });

/** An error for one invalid field. */
export function invalidField(issue: FieldIssue): HubError {
  return new HubError('validation_failed', `${issue.path}: ${issue.message}`, { issues: [issue] });
}

/** The issues of a zod schema, with the path of each field. @param prefix the part of the request, such as `query` */
export function validationFailed(error: z.core.$ZodError, prefix = ''): HubError {
  const issues = error.issues.map((issue) => toFieldIssue(issue, prefix));
  const message = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new HubError('validation_failed', message, { issues });
}

function toFieldIssue(issue: z.core.$ZodIssue, prefix: string): FieldIssue {
  const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)].join('.');
  return {
    path,
    message: issue.message,
    ...(issue.code === 'too_small' ? { min: Number(issue.minimum) } : {}),
    ...(issue.code === 'too_big' ? { max: Number(issue.maximum) } : {}),
  };
}

/** Converts any error to a HubError. Unexpected errors become `internal`, with the original only as `cause`. */
export function toHubError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  if (error instanceof z.core.$ZodError) return validationFailed(error);
  return new HubError('internal', 'Something went wrong in the hub', { cause: error });
}

export function toErrorBody(error: unknown): ErrorBody {
  const { status, message, code, issues, holder } = toHubError(error);
  return {
    statusCode: status,
    message: withoutKeys(message),
    error: STATUS_CODES[status] ?? 'Error',
    code,
    ...(issues ? { issues: issues.map(withoutKeysIn) } : {}),
    ...(holder === undefined ? {} : { holder }),
  };
}

export function toAckError(error: unknown): AckError {
  const { code, message, issues, holder } = toHubError(error);
  return {
    code,
    message: withoutKeys(message),
    ...(issues ? { issues: issues.map(withoutKeysIn) } : {}),
    ...(holder === undefined ? {} : { holder }),
  };
}

function withoutKeysIn(issue: FieldIssue): FieldIssue {
  const { message, value } = issue;
  return { ...issue, message: withoutKeys(message), ...(typeof value === 'string' && { value: withoutKeys(value) }) };
}
