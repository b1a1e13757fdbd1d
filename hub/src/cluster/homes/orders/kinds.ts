/** The orders that a hub passes to the home of a camera: what they contain, and the action that the person needs. */
import {
  cameraChoiceSchema,
  cameraChoicesSchema,
  cameraIdSchema,
  cameraSettingsSchema,
  captureMetadataSchema,
  captureRequestSchema,
  captureSchema,
  controlEpochSchema,
  controlStateSchema,
  controlTakeReasonSchema,
  correctionsSchema,
  correctionsUpdateSchema,
  fenceSchema,
  jobEstimateSchema,
  jobOrderSchema,
  jobSchema,
  keyPassSchema,
  liveStateSchema,
  memoryChannelSchema,
  objectiveSchema,
  rewindKeySchema,
  rewindListSchema,
  rewindPageSchema,
  roleSchema,
  shotOrderSchema,
  settingsFileSchema,
  settingsImportResultSchema,
  settingsUpdateSchema,
  uuidSchema,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { CONTROL_ACTIONS } from '../../../control/desk.ts';
import type { CameraAction } from '../../../people/policies.ts';

interface OrderKind {
  readonly allow: CameraAction;
  readonly args: z.ZodType;
  readonly answer: z.ZodType;
}

const nothing = z.object({});
/** Hubs before migration 0013 do not name captures: the name is the file name, as that of their rows. */
const passedCaptureSchema = z.preprocess(
  (value) => (typeof value === 'object' && value !== null && 'filename' in value ? { name: value.filename, ...value } : value),
  captureSchema,
);
const captureReplySchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('stored'), capture: passedCaptureSchema }),
  z.object({ state: z.literal('kept'), message: z.string(), capture: captureMetadataSchema }),
]);

export const ORDER_KINDS = {
  'settings.update': { allow: 'settings:update', args: settingsUpdateSchema, answer: cameraSettingsSchema },
  'settings.save': { allow: 'settings:update', args: z.object({ channel: memoryChannelSchema }), answer: nothing },
  'settings.load': { allow: 'settings:update', args: z.object({ channel: memoryChannelSchema }), answer: cameraSettingsSchema },
  'settings.import': { allow: 'settings:update', args: settingsFileSchema, answer: settingsImportResultSchema },
  'camera.fire': { allow: 'camera:fire', args: nothing, answer: nothing },
  'live.set': { allow: 'live:set', args: liveStateSchema, answer: nothing },
  'camera.choose': { allow: 'camera:choose', args: cameraChoiceSchema, answer: nothing },
  'corrections.update': { allow: 'corrections:update', args: correctionsUpdateSchema, answer: correctionsSchema },
  capture: { allow: 'capture:create', args: captureRequestSchema, answer: captureReplySchema },
  'capture.cancel': { allow: 'capture:create', args: z.object({ captureId: uuidSchema }), answer: nothing },
  'job.start': { allow: 'job:control', args: jobOrderSchema, answer: jobSchema },
  'job.cancel': { allow: 'job:control', args: z.object({ jobId: uuidSchema }), answer: jobSchema },
  'job.resume': { allow: 'job:control', args: z.object({ jobId: uuidSchema }), answer: jobSchema },
  'objective.choose': {
    allow: 'objective:edit',
    args: z.object({ objectiveId: uuidSchema.nullable() }),
    answer: z.object({ objective: objectiveSchema.nullable() }),
  },
  'control.act': { allow: 'control:use', args: z.object({ action: z.enum(CONTROL_ACTIONS) }), answer: controlStateSchema },
  'control.take': { allow: 'control:override', args: z.object({ reason: controlTakeReasonSchema }), answer: controlStateSchema },
} as const satisfies Record<string, OrderKind>;

export type OrderName = keyof typeof ORDER_KINDS;
export type OrderArgs<Name extends OrderName> = z.output<(typeof ORDER_KINDS)[Name]['args']>;
export type OrderAnswer<Name extends OrderName> = z.output<(typeof ORDER_KINDS)[Name]['answer']>;

/** Requests to the camera service that need no control: they change nothing, or only what everyone may change. */
export const QUESTION_KINDS = {
  'camera.retry': { args: nothing, answer: nothing },
  'camera.choices': { args: nothing, answer: cameraChoicesSchema },
  'settings.export': { args: nothing, answer: settingsFileSchema },
  'job.estimate': { args: jobOrderSchema, answer: jobEstimateSchema },
  'rewind.list': { args: rewindListSchema, answer: rewindPageSchema },
  /** With its header, as the camera service sent it. */
  'rewind.frame': { args: rewindKeySchema, answer: z.object({ message: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }) },
} as const;
export type QuestionName = keyof typeof QUESTION_KINDS;
export type QuestionArgs<Name extends QuestionName> = z.output<(typeof QUESTION_KINDS)[Name]['args']>;
export type QuestionAnswer<Name extends QuestionName> = z.output<(typeof QUESTION_KINDS)[Name]['answer']>;

/** On whose behalf an order is passed. The home looks up the present role and name itself. */
export const passedPersonSchema = z.object({
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  tokenVersion: z.int(),
  expiresAtMs: z.number(),
  loginSessionId: z.string(),
  /** The home reads what the key allows now. */
  key: keyPassSchema.optional(),
  address: z.string().optional(),
});
export type PassedPerson = z.infer<typeof passedPersonSchema>;

const common = { cameraId: cameraIdSchema, fence: fenceSchema, args: z.unknown() };

export const passedOrderSchema = z.object({
  ...common,
  /** The same for each repetition, so that the order is carried out once. */
  orderId: uuidSchema,
  name: z.enum(Object.keys(ORDER_KINDS) as OrderName[]),
  person: passedPersonSchema,
  epoch: controlEpochSchema.optional(),
  /** For captures of a shot, with the clock of the home minus that of the hub that gave the order. */
  shot: shotOrderSchema.optional(),
});
export type PassedOrder = z.infer<typeof passedOrderSchema>;

export const passedQuestionSchema = z.object({ ...common, name: z.enum(Object.keys(QUESTION_KINDS) as QuestionName[]) });

export const ORDER_EVENT = 'homes:order';
export const QUESTION_EVENT = 'homes:question';
