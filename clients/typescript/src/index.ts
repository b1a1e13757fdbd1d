/** The client of an Eyepiece hub for Node and browsers. */
import './zod-without-eval.ts';

export type { Credential, HubAddress } from './address.ts';
export type { Waiting } from './deadline.ts';
export { decodeFrame, frameAgeMs, type Clocks, type Frame } from './frames/frame.ts';
export type { FrameOptions, FrameState } from './frames/frame-loop.ts';
export { HubError, type FieldLimit, type HubErrorDetail, type LocalErrorCode } from './hub-error.ts';
export type { AnnouncementName, HubEventMap } from './hub/announcements.ts';
export type { Adjusted, CameraControl, SetResult } from './hub/camera-control.ts';
export type { Camera, CaptureOrder } from './hub/camera.ts';
export { connect, type ConnectOptions, type Hub } from './hub/hub.ts';
export type { RunningJob } from './hub/job.ts';
export type { CaptureFilter, LibraryCapture, SearchOptions } from './hub/library.ts';
export type { ReplyOf, RequestName, RequestOf } from './hub/requests.ts';
export type { paths } from './rest/paths.ts';
export type { TypedRest } from './rest/typed-rest.ts';
export type { Connection } from './socket/hub-link.ts';
export type {
  CameraSettings,
  CameraState,
  Capture,
  ControlState,
  Corrections,
  CorrectionsUpdate,
  ErrorCode,
  FieldIssue,
  Job,
  JobOrder,
  SettingsUpdate,
  User,
} from '@eyepiece/shared-types';
export type { ControlOptions } from './hub/take-control.ts';
