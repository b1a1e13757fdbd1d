import { auditEntrySchema, auditExportQuerySchema, auditPageSchema, auditQuerySchema, type AuditFormat } from '@eyepiece/shared-types';
import { z } from 'zod';
import { exported } from '../../../people/audit/export.ts';
import { AuditTrail } from '../../../people/audit/trail.ts';
import type { LibraryServices, OperationsServices, PeopleServices } from '../../../process/opening/services.ts';
import { sendText } from '../../sending/send-text.ts';
import { byOf, route, tagged, type Route } from '../../routing/route.ts';

const MEDIA_TYPES: Readonly<Record<AuditFormat, string>> = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' };

export function auditRoutes({ audit, database, archives }: LibraryServices & PeopleServices & OperationsServices): Route[] {
  const trail = new AuditTrail(database);
  return tagged('Audit', [
    route.get('/audit', {
      summary: 'List entries of the audit trail, newest first, in pages',
      allow: 'audit:view',
      query: auditQuerySchema,
      answer: auditPageSchema,
      handle: ({ query }) => trail.page(query),
    }),
    route.get('/audit/export', {
      summary: 'Download all entries of a filter as CSV or JSON, newest first',
      allow: 'audit:view',
      query: auditExportQuerySchema,
      answer: { mediaType: 'text/csv', schema: z.array(auditEntrySchema) },
      handle: async ({ query: { format, ...filter }, principal, ctx }) => {
        const pages = trail.export(filter);
        ctx.type = MEDIA_TYPES[format];
        ctx.attachment(`audit-${new Date().toISOString().slice(0, 10)}.${format}`);
        await archives.use(principal.userId, async () => {
          if (ctx.method !== 'HEAD')
            await audit.record({ ...byOf(principal, ctx), action: 'audit.exported', subject: format, details: filter });
          await sendText(ctx, exported(pages, format));
        });
        return undefined;
      },
    }),
  ]);
}
