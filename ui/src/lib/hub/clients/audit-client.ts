import type { AuditFilter, AuditFormat, AuditPage } from '@eyepiece/shared-types';

/** The audit trail, for administrators. Every method rejects with a HubError. */
export interface AuditClient {
  /** Newest first. */
  page(filter: AuditFilter, page: { readonly cursor?: string; readonly limit: number }, signal?: AbortSignal): Promise<AuditPage>;
  /** URL of all entries of a filter as a file. */
  exportUrl(filter: AuditFilter, format: AuditFormat): string;
}
