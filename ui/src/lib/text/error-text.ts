import type { ErrorCode } from '@eyepiece/shared-types';
import { asHubError, type HubError, type LocalErrorCode } from '@eyepiece/client/hub-error';
import { ofHub } from '../../languages/others.ts';

type Text = string | ((error: HubError) => string);

/** The hub's message, where it contains the values: "exposure 9000 ms is above the camera's 2000 ms". */
const hubMessage: Text = (error) => {
  const issues = error.detail.issues ?? [];
  if (issues.length === 0) return sentence(ofHub(error.message));
  return issues
    .map((issue) => sentence(issue.message.includes(issue.path) ? ofHub(issue.message) : `${issue.path}: ${ofHub(issue.message)}`))
    .join(' ');
};

const TEXT: Record<ErrorCode | LocalErrorCode, Text> = {
  validation_failed: hubMessage,
  invalid_json: 'The hub could not read the request. Reload the page and try again.',
  bad_frame: 'The camera sent a picture that could not be read.',
  unauthenticated: 'Please sign in.',
  session_expired: 'Your session has ended. Please sign in again.',
  invalid_credentials: 'Email or password is wrong.',
  forbidden: 'Your role does not allow this.',
  bad_origin: () => changedHostText(typeof location === 'undefined' ? 'this address' : location.origin),
  not_found: 'This does not exist or was deleted.',
  camera_not_found: 'The hub does not know this camera.',
  capture_not_found: 'This capture does not exist or was deleted.',
  job_not_found: 'This job does not exist or was deleted.',
  objective_not_found: 'This objective does not exist or was deleted.',
  session_not_found: 'This session does not exist or was deleted.',
  annotation_not_found: 'This annotation does not exist or was deleted.',
  share_not_found: 'This link no longer works.',
  method_not_allowed: 'The hub does not offer this. Reload the page and try again.',
  request_timeout: 'The request took too long to reach the hub. Try again.',
  conflict: hubMessage,
  control_held: ({ detail: { holder } }) =>
    holder === undefined ? 'Another user has taken control of the camera meanwhile.' : `${holder} controls the camera.`,
  camera_busy: hubMessage,
  capture_cancelled: hubMessage,
  limit_reached: hubMessage,
  payload_too_large: 'This is larger than the hub accepts.',
  target_too_long: 'The address of this request is longer than the hub accepts.',
  headers_too_large: 'The headers of this request are larger than the hub accepts. Delete the cookies of this site and try again.',
  unsupported_media_type: 'The hub does not accept this kind of file.',
  range_not_satisfiable: 'This part of the file does not exist.',
  setting_rejected: hubMessage,
  digest_mismatch: 'The file was damaged during the transfer and was not stored.',
  image_rejected: 'The hub could not read this picture.',
  rate_limited: (error) =>
    error.detail.retryAfterSeconds
      ? `Too many attempts. Try again in ${wait(error.detail.retryAfterSeconds)}.`
      : 'Too many attempts. Try again later.',
  internal: 'Something went wrong in the hub. Its log has the details.',
  camera_error: (error) => `The camera reported an error: ${ofHub(error.message)}`,
  camera_offline: 'The camera service is not running.',
  camera_disconnected: 'The camera is not connected.',
  database_unavailable: 'The database does not answer. The live picture continues; captures and sign-in have to wait.',
  store_unavailable: 'The file store does not answer. The live picture continues; captures have to wait.',
  shutting_down: 'The hub is restarting. Try again in a moment.',
  too_many_connections: 'The hub has reached its limit of connections. Close other pages of the hub, or try again in a moment.',
  camera_timeout: 'The camera did not answer in time.',
  no_space: 'The disk is full. Nothing was saved.',
  capture_waits: hubMessage,
  hub_unreachable: 'The hub cannot be reached.',
  hub_timeout: 'The hub did not answer in time.',
  unexpected_answer: 'The hub sent an answer that this page does not understand. Reload the page.',
};

/** The hub served this page but does not recognise its address, so a proxy must have changed the Host header. */
export function changedHostText(origin: string): string {
  return `The proxy in front of Eyepiece changes the Host header, so the hub does not accept ${origin} as its own address. Let the proxy forward Host, or start the hub with ALLOWED_ORIGINS=${origin}.`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  const start = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

function wait(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

/** Message for the user: one or two sentences, selected by error code, never by message. */
export function errorText(error: unknown): string {
  const known = asHubError(error);
  const text = TEXT[known.code];
  return typeof text === 'string' ? text : text(known);
}
