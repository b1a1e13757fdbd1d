/** Every error code with its status, its meaning and what to do. */
import { ERROR_CODES, ERROR_STATUS } from '@eyepiece/shared-types';
import { STATUS_CODES } from 'node:http';
import { ERROR_ADVICE } from '../../src/http/documents/error-advice.ts';
import { commonCodes, type RestDocument } from './rest-pages.ts';
import { GENERATED, json, page, row, table } from './schema-words.ts';

const EXAMPLE = {
  statusCode: 422,
  message: 'exposure must be at most 2000 ms',
  error: 'Unprocessable Entity',
  code: 'setting_rejected',
  issues: [{ path: 'exposure', message: 'must be at most 2000 ms', value: 5000, min: 0.02, max: 2000, unit: 'ms' }],
};

export function errorsPage(document: RestDocument): string {
  const rows = ERROR_CODES.map((code) => {
    const status = ERROR_STATUS[code];
    return row(`\`${code}\``, `${status} ${STATUS_CODES[status] ?? ''}`, ERROR_ADVICE[code].means, ERROR_ADVICE[code].todo);
  });
  return page(
    GENERATED,
    '# Errors',
    'Every error of REST has this body. The error half of a reply on a socket has the same `code`, `message`, `issues` and `holder`. The list of codes is closed: programs decide by `code`, people read `message`.',
    json(EXAMPLE),
    table(['Code', 'Status', 'Meaning', 'What to do'], rows),
    '## Of every operation',
    `These can answer any request: ${commonCodes(document)
      .map((code) => `\`${code}\``)
      .join(', ')}.`,
  );
}
