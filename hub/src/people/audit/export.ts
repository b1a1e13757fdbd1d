/** The audit trail as CSV or JSON, piece by piece. */
import type { AuditFormat } from '@eyepiece/shared-types';
import { csvLines, type CsvValue } from '../../library/formats/csv.ts';
import type { WrittenEntry } from './trail.ts';

const COLUMNS: Readonly<Record<string, (entry: WrittenEntry) => CsvValue>> = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  person_id: ({ person }) => person?.id ?? undefined,
  person: ({ person }) => person?.name,
  address: ({ address }) => address ?? undefined,
  action: ({ action }) => action,
  subject: ({ subject }) => subject,
  details: ({ details }) => details ?? undefined,
};

export async function* exported(pages: AsyncIterable<readonly WrittenEntry[]>, format: AuditFormat): AsyncGenerator<string> {
  yield format === 'csv' ? csvLines([Object.keys(COLUMNS)]) : '[';
  let separator = '\n';
  for await (const page of pages) {
    if (page.length === 0) continue;
    if (format === 'csv') yield csvLines(page.map((entry) => Object.values(COLUMNS).map((value) => value(entry))));
    else yield separator + page.map(jsonOf).join(',\n');
    separator = ',\n';
  }
  if (format === 'json') yield '\n]\n';
}

/** The details are JSON already. */
function jsonOf({ details, ...entry }: WrittenEntry): string {
  return `${JSON.stringify(entry).slice(0, -1)},"details":${details ?? 'null'}}`;
}
