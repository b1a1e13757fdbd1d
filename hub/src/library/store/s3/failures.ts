/** Translates the errors of S3 endpoints. */
import { HubError } from '../../../errors.ts';

const RETRY_AFTER_SECONDS = 5;
/** Codes of endpoints that have no space or no quota left. */
const FULL = /^(QuotaExceeded\w*|InsufficientStorage|EntityTooLarge\w*Quota|XMinioStorageFull|StorageFull|NoSpaceLeft\w*)$/;

/** The code of an error response, the name of a local error. */
export function codeOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** Status of the response; undefined when there was none. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode;
}

export function isNotFound(error: unknown): boolean {
  return ['NotFound', 'NoSuchKey', 'NoSuchUpload'].includes(codeOf(error));
}

/** An upload in parts was completed, and the answer was lost; or another hub has stored the object and ended it. */
export function isUploadEnded(error: unknown): boolean {
  return codeOf(error) === 'NoSuchUpload';
}

/** The object exists, although the request asked to create it. */
export function isPreconditionFailed(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Another request is creating the object. */
export function isConditionConflict(error: unknown): boolean {
  return statusOf(error) === 409 && codeOf(error) === 'ConditionalRequestConflict';
}

/** The endpoint has no conditional writes. */
export function isNotImplemented(error: unknown): boolean {
  return statusOf(error) === 501;
}

/** The first line; the others name internals of libraries. */
export function reasonOf(error: unknown): string {
  const { name, message, code } = error as Error & { code?: string };
  const text = (message === '' ? (code ?? name) : message).split('\n')[0] ?? '';
  return name === 'Error' || text.includes(name) ? text : `${name}: ${text}`;
}

/** @returns a HubError with `no_space` or `store_unavailable`; errors that are HubErrors unchanged */
export function toHubError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  if (statusOf(error) === 507 || FULL.test(codeOf(error))) {
    return new HubError('no_space', 'The file store has no space left for captures', { cause: error });
  }
  const status = statusOf(error);
  const message = status === 401 || status === 403 ? 'The file store refuses access to the hub' : 'The file store is unavailable';
  return new HubError('store_unavailable', `${message}, try again shortly`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
}
