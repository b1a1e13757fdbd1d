import { auditPageSchema, type AuditFilter, type AuditFormat } from '@eyepiece/shared-types';
import type { AuditClient } from '../clients/audit-client.ts';
import { withQuery } from '@eyepiece/client/rest/rest';
import { API, rest } from './rest.ts';

/** The audit trail over REST. */
export class RestAudit implements AuditClient {
  page(filter: AuditFilter, page: { readonly cursor?: string; readonly limit: number }, signal?: AbortSignal) {
    return rest(auditPageSchema, '/audit', { query: { ...filter, ...page }, signal, cache: 'no-store' });
  }

  exportUrl(filter: AuditFilter, format: AuditFormat): string {
    return API + withQuery('/audit/export', { ...filter, format });
  }
}
