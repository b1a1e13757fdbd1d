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

/** Limits of a field that is out of range. */
export interface FieldLimit {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly unit?: string | undefined;
}

/** Every failure of a request: refused by the hub, lost on the way, or not answered in time. */
export class HubError extends Error {
  override readonly name = 'HubError';
  /** Tells errors apart; the list is closed. */
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

  /** All invalid fields. */
  get issues(): readonly FieldIssue[] {
    return this.detail.issues ?? [];
  }

  /** The first invalid field: a dotted path such as `exposure` or `roi.width`. */
  get field(): string | undefined {
    return this.issues[0]?.path;
  }

  /** The limits of the first invalid field. */
  get limit(): FieldLimit | undefined {
    const issue = this.issues[0];
    return issue?.min === undefined && issue?.max === undefined ? undefined : { min: issue.min, max: issue.max, unit: issue.unit };
  }

  /** With `control_held`: the name of the person who has control. */
  get holder(): string | undefined {
    return this.detail.holder;
  }
}

export function asHubError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  return new HubError('unexpected_answer', error instanceof Error ? error.message : String(error));
}

/** An invalid argument of this client, as the hub names one. */
export function invalid(path: string, message: string): HubError {
  return new HubError('validation_failed', `${path}: ${message}`, { issues: [{ path, message }] });
}
