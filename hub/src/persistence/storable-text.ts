import { invalidField } from '../errors.ts';

/**
 * Refuses text that PostgreSQL cannot store, anywhere inside `value`: U+0000 (in text and jsonb) and lone surrogates (in
 * jsonb). @throws {HubError} validation_failed naming the field
 */
export function assertStorable(value: unknown, path = ''): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw invalidField({ path, message: 'text must not contain the character U+0000' });
    if (!value.isWellFormed()) throw invalidField({ path, message: 'text must not contain a lone surrogate' });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      const partPath = path === '' ? key : `${path}.${key}`;
      assertStorable(key, partPath);
      assertStorable(part, partPath);
    }
  }
}
