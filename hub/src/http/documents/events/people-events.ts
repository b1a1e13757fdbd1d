/** Events of clients that other people see: presence, control, sessions, pointers and annotations. */
import {
  annotationPutSchema,
  annotationRemoveSchema,
  annotationSchema,
  controlEventSchema,
  controlStateSchema,
  controlTakeEventSchema,
  pointerEventSchema,
  presenceUpdateSchema,
  sessionEntrySchema,
  sessionEventSchema,
  sessionNoteSchema,
  sessionSchema,
  sessionTypingSchema,
  type ClientToServerEvents,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { CONTROL } from '../examples/cameras.ts';
import { ANNOTATION } from '../examples/captures.ts';
import { NOTE, SESSION } from '../examples/sessions.ts';
import type { ClientEventNote } from './event-note.ts';
import { annotationChangeSchema } from './payloads.ts';

const OF_CAMERA = { cameraId: 'bench-3' };
const controlled = {
  args: [controlEventSchema],
  example: [OF_CAMERA],
  reply: z.object({ control: controlStateSchema }),
  replyExample: { control: CONTROL },
  errors: ['camera_not_found', 'conflict'],
} as const satisfies Partial<ClientEventNote>;

export const PEOPLE_EVENT_NOTES = {
  'presence:update': {
    summary: 'Tell what this page shows',
    about: 'Others see it as `presence`.',
    args: [presenceUpdateSchema],
    example: [{ view: 'live', ...OF_CAMERA }],
  },
  'control:request': {
    ...controlled,
    summary: 'Take control of a free camera, or ask the holder',
    about: 'Without an answer within 15 s control passes.',
  },
  'control:withdraw': { ...controlled, summary: "Withdraw one's own request", about: 'Has no effect without a request.' },
  'control:release': { ...controlled, summary: 'Release control', about: 'A pending request is granted.' },
  'control:grant': { ...controlled, summary: 'Grant the request', about: 'For the holder.' },
  'control:deny': { ...controlled, summary: 'Deny the request', about: 'For the holder.' },
  'control:take': {
    ...controlled,
    summary: 'Take control from its holder',
    about: 'For administrators; the reason is recorded and shown.',
    args: [controlTakeEventSchema],
    example: [{ ...OF_CAMERA, reason: 'the laser must be off now' }],
  },
  'control:active': { ...controlled, summary: 'Restart the idle limit of the holder', about: 'Has no effect for others.' },
  'session:join': {
    summary: 'Join a session',
    about: 'The person leaves when the last connection ends.',
    args: [sessionEventSchema],
    example: [{ sessionId: SESSION.id }],
    reply: z.object({ session: sessionSchema }),
    replyExample: { session: SESSION },
    errors: ['session_not_found', 'conflict', 'limit_reached', 'no_space'],
  },
  'session:leave': {
    summary: 'Leave a session',
    about: 'Leaving twice changes nothing.',
    args: [sessionEventSchema],
    example: [{ sessionId: SESSION.id }],
    reply: z.object({ session: sessionSchema }),
    replyExample: { session: SESSION },
    errors: ['session_not_found', 'conflict'],
  },
  'session:note': {
    summary: 'Write or change a note in the log',
    about: 'With `revision` a change is refused if another person has changed the note meanwhile.',
    args: [sessionNoteSchema],
    example: [{ sessionId: SESSION.id, text: NOTE.text }],
    reply: z.object({ entry: sessionEntrySchema }),
    replyExample: { entry: NOTE },
    errors: ['session_not_found', 'not_found', 'conflict', 'limit_reached', 'no_space'],
  },
  'session:unnote': {
    summary: 'Remove a note',
    about: 'Its text stays in the history.',
    args: [z.strictObject({ ...sessionEventSchema.shape, entryId: z.int().min(1).meta({ description: 'Number of the note' }) })],
    example: [{ sessionId: SESSION.id, entryId: NOTE.id }],
    reply: z.object({ entry: sessionEntrySchema }),
    replyExample: { entry: { ...NOTE, text: '' } },
    errors: ['session_not_found', 'not_found', 'conflict', 'no_space'],
  },
  'session:typing': {
    summary: 'Show that one writes a note',
    about: 'Never stored.',
    args: [sessionTypingSchema],
    example: [{ sessionId: SESSION.id, typing: true }],
  },
  pointer: {
    summary: "Show one's pointer on the live view",
    about: 'At most 20 a second; further ones are left out. Never stored.',
    args: [pointerEventSchema],
    example: [{ ...OF_CAMERA, at: { x: 640, y: 512 } }],
  },
  'annotation:put': {
    summary: 'Draw or change an annotation',
    about: 'The last write wins. If it replaced a newer version of another person, the reply holds that one.',
    args: [annotationPutSchema],
    example: [{ id: ANNOTATION.id, target: ANNOTATION.target, shape: ANNOTATION.shape }],
    reply: annotationChangeSchema,
    replyExample: { annotation: ANNOTATION },
    errors: ['camera_not_found', 'capture_not_found', 'conflict', 'limit_reached', 'no_space'],
  },
  'annotation:remove': {
    summary: 'Remove an annotation',
    about: 'It can be restored.',
    args: [annotationRemoveSchema],
    example: [{ id: ANNOTATION.id }],
    reply: annotationChangeSchema,
    replyExample: { annotation: ANNOTATION },
    errors: ['annotation_not_found', 'capture_not_found', 'no_space'],
  },
  'annotation:restore': {
    summary: 'Restore a removed annotation',
    about: 'With its last shape.',
    args: [annotationRemoveSchema.pick({ id: true })],
    example: [{ id: ANNOTATION.id }],
    reply: z.object({ annotation: annotationSchema }),
    replyExample: { annotation: ANNOTATION },
    errors: ['annotation_not_found', 'capture_not_found', 'limit_reached', 'no_space'],
  },
} as const satisfies Partial<Record<keyof ClientToServerEvents, ClientEventNote>>;
