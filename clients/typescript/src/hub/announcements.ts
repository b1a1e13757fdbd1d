/** Events of the hub that programs listen to, with the schemas of their messages. */
import {
  analysisSchema,
  annotationRevisionSchema,
  annotationSchema,
  cameraStateSchema,
  captureSchema,
  capturesChangedSchema,
  controlStateSchema,
  jobSchema,
  sessionEntrySchema,
  sessionPeopleSchema,
  sessionSchema,
  userSchema,
  type CameraState,
  type ServerToClientEvents,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import type { Connection } from '../socket/hub-link.ts';
import type { HubError } from '../hub-error.ts';

/** The client assembles the states of cameras from these; frames have their own connection. */
type Internal = 'frame' | 'flow' | 'camera:state' | 'camera:described' | 'session:expired';

/** Events by the names of the protocol, and those of the client itself. */
export type HubEventMap = { [E in Exclude<keyof ServerToClientEvents, Internal>]: Parameters<ServerToClientEvents[E]> } & {
  /** The whole state of a camera, after each change. */
  camera: [CameraState];
  connection: [Connection];
  /** The whole state has come: after connecting, and again after each reconnect. */
  ready: [];
  /** Closed by the program, or because the hub rejected the sign-in. */
  closed: [HubError];
  /** A message was ignored, because it does not fit the protocol. */
  fault: [what: string, error: unknown];
};
export type AnnouncementName = Exclude<keyof ServerToClientEvents, Internal>;

const id = z.object({ id: z.string() });
const named = z.looseObject({ userId: z.string(), name: z.string() });

/** The schemas of the arguments. */
export const ANNOUNCEMENTS = {
  welcome: z.tuple([z.looseObject({ user: userSchema })]),
  account: z.tuple([userSchema]),
  cameras: z.tuple([z.array(cameraStateSchema)]),
  'job:progress': z.tuple([jobSchema]),
  'camera:analysis': z.tuple([z.string(), analysisSchema]),
  presence: z.tuple([z.array(named)]),
  'hub:health': z.tuple([z.looseObject({ database: z.string() })]),
  'control:state': z.tuple([controlStateSchema]),
  'session:state': z.tuple([sessionSchema]),
  'session:people': z.tuple([sessionPeopleSchema]),
  'session:event': z.tuple([sessionEntrySchema]),
  'session:typing': z.tuple([named]),
  pointer: z.tuple([z.looseObject({ cameraId: z.string() })]),
  'annotation:changed': z.tuple([z.object({ annotation: annotationSchema, replaced: annotationRevisionSchema.optional() })]),
  'capture:created': z.tuple([captureSchema]),
  'capture:updated': z.tuple([captureSchema]),
  'capture:deleted': z.tuple([z.looseObject(id.shape)]),
  'capture:purged': z.tuple([id]),
  'captures:changed': z.tuple([capturesChangedSchema]),
  'groups:changed': z.tuple([id]),
  diagnostics: z.tuple([z.looseObject({})]),
  'diagnostics:ended': z.tuple([z.looseObject({ code: z.string(), message: z.string() })]),
} satisfies Record<AnnouncementName, z.ZodType>;
