import { AUDIT_KINDS, type AuditAction, type AuditEntry, type AuditFilter, type AuditPage } from '@eyepiece/shared-types';
import type { AuditClient } from '../clients/audit-client.ts';

const MINUTE_MS = 60_000;
const PEOPLE = ['Ana Novak', 'Ben Kim', 'Chloé Lindt', null];
const SUBJECTS = ['bench-3', 'ben@example.com', 'bench-4', '4 captures', 'rules'];
const ACTIONS: readonly AuditAction[] = Object.values(AUDIT_KINDS).flat();

function entry(id: number): AuditEntry {
  const name = PEOPLE[id % PEOPLE.length] ?? null;
  return {
    id,
    at: new Date(Date.now() - (400 - id) * 7 * MINUTE_MS).toISOString(),
    person: name === null ? null : { id: null, name },
    address: id % 5 === 0 ? null : '192.0.2.17',
    action: ACTIONS[id % ACTIONS.length] ?? 'sign-in.started',
    subject: SUBJECTS[id % SUBJECTS.length] ?? '',
    details: id % 3 === 0 ? { exposure: 12.5, gain: 3 } : {},
  };
}

/** An in-memory audit trail. */
export class FakeAudit implements AuditClient {
  readonly #entries = Array.from({ length: 400 }, (_, index) => entry(400 - index));

  page({ kind, person = '', object = '' }: AuditFilter, { cursor, limit }: { cursor?: string; limit: number }): Promise<AuditPage> {
    const kinds: readonly string[] | undefined = kind && AUDIT_KINDS[kind];
    const found = this.#entries.filter(
      (one) => (kinds?.includes(one.action) ?? true) && (one.person?.name ?? '').startsWith(person) && one.subject.startsWith(object),
    );
    const from = Number(cursor ?? 0);
    const isLast = from + limit >= found.length;
    return Promise.resolve({ entries: found.slice(from, from + limit), nextCursor: isLast ? null : String(from + limit) });
  }

  exportUrl(): string {
    return 'data:text/csv,id';
  }
}
