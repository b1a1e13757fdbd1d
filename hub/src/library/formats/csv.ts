import { stringify } from 'csv-stringify/sync';

export type CsvValue = string | number | undefined;

/**
 * One line per record, as in RFC 4180. A text that a spreadsheet would run as a formula (CWE-1236) gets an apostrophe
 * before it; numbers stay as they are.
 */
export function csvLines(records: CsvValue[][]): string {
  // The library quotes the record delimiter, CRLF, but not a CR or LF alone.
  return stringify(records, { record_delimiter: 'windows', escape_formulas: true, quoted_match: /[\r\n]/ });
}
