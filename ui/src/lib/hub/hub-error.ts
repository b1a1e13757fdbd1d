import type { ErrorCode, FieldIssue } from '@eyepiece/shared-types';

/** Client-side error codes, in addition to the hub's. */
export const LOCAL_ERROR_CODES = ['hub_unreachable', 'hub_timeout', 'unexpected_answer'] as const;
export type LocalErrorCode = (typeof LOCAL_ERROR_CODES)[number];

export interface HubErrorDetail {
  readonly issues?: readonly FieldIssue[] | undefined;
  readonly holder?: string | undefined;
  /** From Retry-After, seconds. */
  readonly retryAfterSeconds?: number | undefined;
}

export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: ErrorCode | LocalErrorCode;
  readonly detail: HubErrorDetail;

  constructor(code: ErrorCode | LocalErrorCode, message: string, detail: HubErrorDetail = {}) {
    super(message);
    this.code = code;
    this.detail = detail;
  }

  get endsSession(): boolean {
    return this.code === 'unauthenticated' || this.code === 'session_expired';
  }
}

export function asHubError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  return new HubError('unexpected_answer', error instanceof Error ? error.message : String(error));
}
