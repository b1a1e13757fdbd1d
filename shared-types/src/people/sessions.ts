/** Sessions: the joint work at one camera, with a log of its events. */
import { z } from 'zod';
import { nameSchema } from '../naming/names.ts';
import { cameraIdSchema, cursorSchema, idOf, nextCursorSchema, personSchema, TAGS_MAX, tagSchema, uuidSchema } from '../primitives.ts';
import { tagChangeFields } from '../library/tags.ts';

export const SESSION_TITLE_MAX = 120;
export const SESSION_TEXT_MAX = 4000;
/** Maximum participants that lists and events name: present ones first, then those who left last. */
export const PARTICIPANTS_SHOWN = 50;
/** A session without participants ends after this time, ms. */
export const SESSION_ABANDONED_MS = 12 * 3_600_000;

const titleSchema = nameSchema(SESSION_TITLE_MAX).meta({ description: 'Title' });
const descriptionSchema = z.string().max(SESSION_TEXT_MAX).meta({ description: 'What it is about' });
const tagsSchema = z.array(tagSchema).max(TAGS_MAX).meta({ description: 'Tags' });

export const participantSchema = z.object({
  userId: z.string().meta({ description: 'Id of the account or guest' }),
  name: z.string().meta({ description: 'Name of the person' }),
  guest: z.boolean().meta({ description: 'Whether it is a guest of a share link' }),
  joinedAt: z.iso.datetime().meta({ description: 'When the person joined' }),
  leftAt: z.iso.datetime().nullable().meta({ description: 'When the person left; null: is present' }),
});
export type Participant = z.infer<typeof participantSchema>;

/** While a session is open, every capture of its camera belongs to it. A camera has at most one open session. */
export const sessionSchema = z
  .object({
    id: uuidSchema.meta({ description: 'Id of the session' }),
    cameraId: cameraIdSchema,
    cameraName: z.string().meta({ description: 'Name of the camera at the start' }),
    title: z.string().meta({ description: 'Title' }),
    description: z.string().meta({ description: 'What it is about' }),
    tags: z.array(z.string()).meta({ description: 'Tags' }),
    owner: personSchema.meta({ description: 'Who started it' }),
    startedAt: z.iso.datetime().meta({ description: 'When it began' }),
    endedAt: z.iso.datetime().nullable().meta({ description: 'When it ended; null: it is open' }),
    participants: z.array(participantSchema).meta({
      description: 'In the order of joining. `GET /sessions/{id}` names up to 1,000; lists and events name 50, present ones first',
    }),
    presentCount: z.int().min(0).meta({ description: 'Participants who are present, including those who are not named' }),
    participantCount: z.int().min(0).meta({ description: 'All participants so far, including those who are not named' }),
    captures: z.int().min(0).meta({ description: 'In the library, without the trash' }),
    entries: z.int().min(0).meta({ description: 'Entries of the log' }),
  })
  .meta({ id: 'Session' });
export type CaptureSession = z.infer<typeof sessionSchema>;

/** `session:people`: the participants who joined or left, and the new counts. */
export const sessionPeopleSchema = z.object({
  sessionId: idOf('session'),
  changed: z.array(participantSchema).meta({ description: 'Participants who have joined or left' }),
  presentCount: sessionSchema.shape.presentCount,
  participantCount: sessionSchema.shape.participantCount,
});
export type SessionPeople = z.infer<typeof sessionPeopleSchema>;

/** Why a participant left: `details.reason` of the entry `session.leave`. */
export const LEAVE_REASONS = [
  /** The person left the session. */
  'left',
  /** The client closed its connection and did not reconnect. */
  'closed',
  /** The connection ended: the page was closed, or the network failed. */
  'gone',
  /** The client was silent for too long. */
  'connection_lost',
  /** A newer connection replaced this one. */
  'superseded',
  /** The hub closed the connection because the client exceeded a limit. */
  'cut',
  'signed_out',
  'sign_in_ended',
  'sign_in_expired',
  'password_changed',
  'account_disabled',
  'account_removed',
  'link_revoked',
  'link_expired',
  'key_revoked',
  'key_expired',
  /** The user did not return after a restart of the hub. */
  'hub_restarted',
] as const;
export type LeaveReason = (typeof LEAVE_REASONS)[number];

export const SESSION_ENTRY_KINDS = ['session', 'capture', 'settings', 'control', 'note', 'job', 'fault', 'annotation'] as const;
export const sessionEntrySchema = z
  .object({
    id: z.int().min(1).meta({ description: 'Ascending in the order of the log' }),
    sessionId: uuidSchema.meta({ description: 'Id of the session' }),
    at: z.iso.datetime().meta({ description: 'When it happened' }),
    kind: z.enum(SESSION_ENTRY_KINDS).meta({ description: 'What the entry is about' }),
    action: z.string().meta({ description: 'The event as noun.verb: settings.update, control.granted, job.start, note.write' }),
    person: personSchema.nullable().meta({ description: 'Author; null: the hub or the camera' }),
    text: z.string().meta({ description: 'Markdown for a note; otherwise one plain line without the person' }),
    details: z
      .record(z.string(), z.unknown())
      .meta({ description: 'captureId, jobId, settings before and after, the reason for leaving, and others' }),
    revision: z.int().min(1).meta({ description: 'Increased when a note is edited' }),
    editedAt: z.iso.datetime().nullable().meta({ description: 'Last change of a note; null: none' }),
    editedBy: personSchema.nullable().meta({ description: 'Who changed it last' }),
    deletedAt: z.iso.datetime().nullable().meta({ description: 'Time at which a note was removed; its text stays in the history' }),
  })
  .meta({ id: 'SessionEntry' });
export type SessionEntry = z.infer<typeof sessionEntrySchema>;

export const startSessionSchema = z.strictObject({
  cameraId: cameraIdSchema,
  title: titleSchema,
  description: descriptionSchema.default(''),
  tags: tagsSchema.default([]),
});
export type StartSession = z.input<typeof startSessionSchema>;
export const updateSessionSchema = z.strictObject({ title: titleSchema, description: descriptionSchema, ...tagChangeFields }).partial();
export type UpdateSession = z.infer<typeof updateSessionSchema>;
export const sessionEventSchema = z.strictObject({ sessionId: idOf('session') });
export const noteTextSchema = z.string().max(SESSION_TEXT_MAX).trim().min(1).meta({ description: 'Markdown' });
/** Without `entryId` a new note; with it, a new text for that note. An old `revision` is refused. */
export const sessionNoteSchema = z.strictObject({
  sessionId: idOf('session'),
  text: noteTextSchema,
  entryId: z.int().min(1).optional().meta({ description: 'The note to change; absent: a new one' }),
  revision: z.int().min(1).optional().meta({ description: 'Revision that the change is based on' }),
});
export type SessionNote = z.infer<typeof sessionNoteSchema>;
/** A user is writing a note. Shown to the others, never stored. */
export const sessionTypingSchema = z.strictObject({
  sessionId: idOf('session'),
  typing: z.boolean().meta({ description: 'Whether the person writes a note' }),
});

export const sessionListQuerySchema = z.strictObject({
  cursor: cursorSchema,
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Sessions per page' }),
  cameraId: cameraIdSchema.optional(),
  open: z
    .enum(['true', 'false'])
    .optional()
    .transform((value) => (value === undefined ? undefined : value === 'true'))
    .meta({ description: 'Only open or only ended sessions' }),
  q: z.string().max(200).trim().optional().meta({ description: 'Words in title, description, tags, camera or people' }),
});
export const sessionPageSchema = z.object({
  sessions: z.array(sessionSchema).meta({ description: 'A page of the list' }),
  nextCursor: nextCursorSchema,
  total: z.int().meta({ description: 'Sessions on all pages' }),
});
export type SessionPage = z.infer<typeof sessionPageSchema>;

/** The log, oldest first: the entries after `after`, or the last entries before `before`. */
export const sessionLogQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).optional().meta({ description: 'Entries after this one' }),
  before: z.coerce.number().int().min(1).optional().meta({ description: 'The last entries before this one' }),
  limit: z.coerce.number().int().min(1).max(1000).default(200).meta({ description: 'Entries at most' }),
  kind: z.enum(SESSION_ENTRY_KINDS).optional().meta({ description: 'Only entries of this kind' }),
});
export const sessionLogSchema = z.object({
  entries: z.array(sessionEntrySchema).meta({ description: 'A part of the log, oldest first' }),
  more: z.boolean().meta({ description: 'Whether there are further entries in this direction' }),
});
export type SessionLog = z.infer<typeof sessionLogSchema>;
