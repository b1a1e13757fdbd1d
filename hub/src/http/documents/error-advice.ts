/** What each error code means, and what a client or a person does about it. The reference lists them. */
import type { ErrorCode } from '@eyepiece/shared-types';

export interface ErrorAdvice {
  readonly means: string;
  readonly todo: string;
}

const SIGN_IN_AGAIN = 'Sign in again, or use another API key.';
const ONLY_AFTER_A_CHANGE = 'Correct the request. The same request fails again.';
const WAIT_AND_REPEAT = 'Repeat the request after the seconds of `Retry-After`, or after a few seconds.';
const LIST_AGAIN = 'Read the list again: it was removed, or the id is wrong.';

export const ERROR_ADVICE: Readonly<Record<ErrorCode, ErrorAdvice>> = {
  validation_failed: {
    means: 'A field, parameter or header is wrong.',
    todo: '`issues` names each field with its value and its limits. Correct them.',
  },
  invalid_json: { means: 'The body is not JSON.', todo: ONLY_AFTER_A_CHANGE },
  bad_frame: { means: 'A frame of a camera service breaks the layout.', todo: 'Update the camera service. Its log names the field.' },
  unauthenticated: { means: 'The request has no valid token, key or cookie.', todo: SIGN_IN_AGAIN },
  session_expired: { means: 'The sign-in has ended, or the key has expired or was revoked.', todo: SIGN_IN_AGAIN },
  invalid_credentials: { means: 'The email address or the password is wrong.', todo: 'Correct them. Repeated failures are delayed.' },
  forbidden: {
    means: 'The role, the scope of the key or the share link does not allow it.',
    todo: 'The message names the role or scope that is needed. An administrator can grant it.',
  },
  bad_origin: {
    means: 'A browser sent the request from a page of another origin.',
    todo: 'Open the page of the hub itself. For a proxy that replaces the host, set `ALLOWED_ORIGINS`; for pages of your own, `CORS_ORIGINS`.',
  },
  not_found: { means: 'There is nothing at this address.', todo: LIST_AGAIN },
  camera_not_found: { means: 'The hub does not know the camera.', todo: 'Compare the id with `GET /cameras`.' },
  capture_not_found: { means: 'The capture does not exist or was removed for good.', todo: LIST_AGAIN },
  job_not_found: { means: 'The job does not exist.', todo: LIST_AGAIN },
  objective_not_found: { means: 'The objective does not exist.', todo: LIST_AGAIN },
  session_not_found: { means: 'The session does not exist.', todo: LIST_AGAIN },
  annotation_not_found: { means: 'The drawing does not exist.', todo: LIST_AGAIN },
  share_not_found: { means: 'The share link does not exist, has expired or was revoked.', todo: 'Ask for a new link.' },
  method_not_allowed: { means: 'The route does not have this method.', todo: '`Allow` lists the methods that it has.' },
  request_timeout: { means: 'The request did not arrive completely in time.', todo: 'Send it again over a better connection.' },
  conflict: { means: 'Something else changed first, or a name is taken.', todo: 'Read the current state and decide again.' },
  control_held: {
    means: 'Another person controls the camera.',
    todo: 'Request control and wait until it is granted. `holder` names the person.',
  },
  camera_busy: { means: 'A job or another command uses the camera.', todo: 'Wait until it ends, or cancel the job.' },
  capture_cancelled: { means: 'The capture was cancelled before it was exposed.', todo: 'Nothing: no picture was taken.' },
  limit_reached: { means: 'A number that the hub limits is reached.', todo: 'Remove something. The message names the limit.' },
  payload_too_large: { means: 'The body is too large.', todo: 'Send less. The message names the limit.' },
  target_too_long: { means: 'The address is too long.', todo: 'Send fewer filters or shorter texts.' },
  unsupported_media_type: { means: 'The body has another type than the route reads.', todo: 'Send `Content-Type: application/json`.' },
  range_not_satisfiable: { means: 'The file has no bytes in the range.', todo: '`Content-Range` has its size.' },
  setting_rejected: {
    means: 'The camera refuses a value.',
    todo: '`issues` names each setting with its limits of this moment, which depend on other settings.',
  },
  digest_mismatch: { means: 'The bytes of an upload differ from its digest.', todo: 'The camera service sends it again by itself.' },
  image_rejected: {
    means: 'A file is not a picture of the format that it claims.',
    todo: 'The camera service keeps it in `spool/rejected`.',
  },
  rate_limited: { means: 'Too many requests or events in a short time.', todo: WAIT_AND_REPEAT },
  headers_too_large: { means: 'The headers are too large.', todo: 'Delete old cookies of the host, or send fewer headers.' },
  internal: {
    means: 'A fault of the hub.',
    todo: 'Report it with the request id of the header `X-Request-Id`, which is in the log.',
  },
  camera_error: { means: 'The camera reports an error.', todo: 'The message is that of the driver. Check cable and power.' },
  camera_offline: { means: 'The camera service is not connected.', todo: 'Start it, or wait: it reconnects by itself.' },
  camera_disconnected: { means: 'The service runs, but the camera is not plugged in.', todo: 'Plug it in. The service looks for it.' },
  database_unavailable: { means: 'The database does not answer.', todo: WAIT_AND_REPEAT },
  store_unavailable: { means: 'The files of captures cannot be reached.', todo: WAIT_AND_REPEAT },
  shutting_down: { means: 'The hub is stopping or restarting.', todo: WAIT_AND_REPEAT },
  too_many_connections: { means: 'The hub or the address has too many connections.', todo: 'Close connections that are not used.' },
  camera_timeout: {
    means: 'The camera did not answer in time.',
    todo: 'Repeat it. If it remains, `SERVICE_TIMEOUT` may be too short for the exposure.',
  },
  no_space: { means: 'The disk or the quota is full.', todo: 'Empty the trash, apply a storage rule or add space.' },
  capture_waits: {
    means: 'The capture was taken, but the hub has no space for it.',
    todo: 'Nothing is lost: the camera service keeps it and uploads it when there is space.',
  },
};
