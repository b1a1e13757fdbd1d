/** The audit trail: who did what, when and from where. For administrators. */
import { z } from 'zod';
import { CONTROL_CHANGES } from '../camera/control.ts';
import { cursorSchema, nextCursorSchema, uuidSchema } from '../primitives.ts';

/** The actions of the trail, by kind, as `noun.verb`. */
export const AUDIT_KINDS = {
  'sign-ins': ['sign-in.started', 'sign-in.refused', 'sign-in.ended'],
  keys: ['key.created', 'key.revoked', 'key.refused'],
  people: ['user.created', 'user.updated'],
  links: ['share.created', 'share.revoked', 'share.used', 'share.refused', 'feed-url.created'],
  control: CONTROL_CHANGES.map((change) => `control.${change}` as const),
  cameras: [
    'camera.added',
    'camera.refused',
    'camera.choose',
    'camera.forget',
    'camera.fire',
    'live.stop',
    'live.start',
    'settings.update',
    'settings.save',
    'settings.load',
    'settings.copy',
    'corrections.update',
    'objective.create',
    'objective.update',
    'objective.delete',
    'objective.choose',
    'preset.created',
    'preset.deleted',
    'group.created',
    'group.updated',
    'group.deleted',
    'job.start',
    'job.cancel',
    'job.resume',
  ],
  captures: [
    'capture.cancel',
    'capture.deleted',
    'capture.restored',
    'captures.trash',
    'captures.restore',
    'captures.purge',
    'captures.rate',
    'captures.tags',
    'download.created',
  ],
  sessions: ['session.start', 'session.update', 'session.end', 'session.exported'],
  storage: ['storage.rules', 'storage.applied', 'storage.retained', 'trash.emptied', 'trash.expired', 'backup.created', 'backup.restored'],
  audit: ['audit.exported', 'audit.expired'],
} as const;

export type AuditKind = keyof typeof AUDIT_KINDS;
export type AuditAction = (typeof AUDIT_KINDS)[AuditKind][number];
const KINDS = Object.keys(AUDIT_KINDS) as [AuditKind, ...AuditKind[]];

/** Details that are longer as JSON are left out of the list. An export has them. */
export const AUDIT_DETAILS_MAX = 4096;
export const AUDIT_PAGE_MAX = 200;

export const auditEntrySchema = z
  .object({
    id: z.int().min(1).meta({ description: 'Ascending in the order of the trail' }),
    at: z.iso.datetime().meta({ description: 'When it happened' }),
    person: z
      .object({
        id: z.string().nullable().meta({ description: 'Id of the account or guest; null: unknown' }),
        name: z.string().meta({ description: 'Name of the person' }),
      })
      .nullable()
      .meta({ description: 'null: the hub itself, or a client that is not signed in' }),
    address: z.string().nullable().meta({ description: 'Network address of the client' }),
    action: z.string().meta({ description: 'noun.verb; hubs of other versions may write further actions' }),
    subject: z.string().meta({ description: 'What it was done to: the email of an account, the id of a camera, capture or link' }),
    details: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: `null: longer than ${String(AUDIT_DETAILS_MAX)} bytes; the export has them` }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const textSchema = z.string().max(320).trim().min(1);
export const auditFilterSchema = z.strictObject({
  userId: uuidSchema.optional().meta({ description: 'Who did it' }),
  person: textSchema.optional().meta({ description: 'Beginning of the name of the person who did it' }),
  kind: z.enum(KINDS).optional().meta({ description: 'Only actions of this kind' }),
  action: textSchema.optional().meta({ description: 'noun.verb' }),
  object: textSchema.optional().meta({ description: 'Beginning of the subject, or the id of the camera that the entry is about' }),
  from: z.iso.datetime().optional().meta({ description: 'Not before' }),
  to: z.iso.datetime().optional().meta({ description: 'Not after' }),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditQuerySchema = auditFilterSchema.extend({
  cursor: cursorSchema,
  limit: z.coerce.number().int().min(1).max(AUDIT_PAGE_MAX).default(100).meta({ description: 'Entries per page' }),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema).meta({ description: 'A page of the trail, newest first' }),
  nextCursor: nextCursorSchema,
});
export type AuditPage = z.infer<typeof auditPageSchema>;

export const AUDIT_FORMATS = ['csv', 'json'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];
export const auditExportQuerySchema = auditFilterSchema.extend({
  format: z.enum(AUDIT_FORMATS).default('csv').meta({ description: 'Format of the file' }),
});
