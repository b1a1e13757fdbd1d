/** The events that a client sends and the hub answers, with their types and the schemas of their answers. */
import {
  annotationRevisionSchema,
  annotationSchema,
  cameraSettingsSchema,
  cameraStateSchema,
  captureMetadataSchema,
  captureSchema,
  controlStateSchema,
  correctionsSchema,
  jobEstimateSchema,
  jobSchema,
  objectiveSchema,
  sessionEntrySchema,
  sessionSchema,
  type ClientToServerEvents,
} from '@eyepiece/shared-types';
import { z } from 'zod';

type Name = keyof ClientToServerEvents;
/** What an event is answered with; `never` for events without an acknowledgement that says whether they have succeeded. */
type Answer<E extends Name> =
  NonNullable<Parameters<ClientToServerEvents[E]>[1]> extends (reply: infer R) => void ? Extract<R, { ok: true }> : never;
/** Without `ok`, in each case of a union. */
type Content<A> = A extends { ok: true } ? Omit<A, 'ok'> : never;

/** Events that the hub answers. */
export type RequestName = { [E in Name]: [Answer<E>] extends [never] ? never : E }[Name];
export type RequestOf<E extends RequestName> = Parameters<ClientToServerEvents[E]>[0];
export type ReplyOf<E extends RequestName> = Content<Answer<E>>;

const empty = z.object({});
const settings = z.object({ settings: cameraSettingsSchema });
const job = z.object({ job: jobSchema });
const control = z.object({ control: controlStateSchema });
const annotation = z.object({ annotation: annotationSchema, replaced: annotationRevisionSchema.optional() });
const session = z.object({ session: sessionSchema });
const entry = z.object({ entry: sessionEntrySchema });

/** What the hub answers. Events without an entry are answered with success alone. */
const REPLIES: Partial<Record<RequestName, z.ZodType>> = {
  watch: z.looseObject({ camera: cameraStateSchema }),
  'settings:update': settings,
  'settings:load': settings,
  capture: z.discriminatedUnion('state', [
    z.object({ state: z.literal('stored'), capture: captureSchema }),
    z.object({ state: z.literal('kept'), message: z.string(), capture: captureMetadataSchema }),
  ]),
  'job:start': job,
  'job:cancel': job,
  'job:resume': job,
  'job:estimate': z.object({ estimate: jobEstimateSchema }),
  'corrections:update': z.object({ corrections: correctionsSchema }),
  'objective:choose': z.object({ objective: objectiveSchema.nullable() }),
  'control:request': control,
  'control:withdraw': control,
  'control:release': control,
  'control:grant': control,
  'control:deny': control,
  'control:take': control,
  'session:join': session,
  'session:leave': session,
  'session:note': entry,
  'session:unnote': entry,
  'annotation:put': annotation,
  'annotation:remove': annotation,
  'annotation:restore': annotation,
  'diagnostics:watch': z.looseObject({ samples: z.array(z.unknown()) }),
};

export const replySchema = (name: RequestName): z.ZodType => REPLIES[name] ?? empty;
