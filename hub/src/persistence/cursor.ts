/** Cursors of lists that are read in pages: the position of the last row, opaque to clients. */
import type { z } from 'zod';
import { invalidField } from '../errors.ts';

export function encodeCursor(position: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws {HubError} validation_failed */
export function decodeCursor<Schema extends z.ZodType>(schema: Schema, cursor: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw invalidField({ path: 'cursor', message: 'is not a cursor of this list', value: cursor });
  }
}
