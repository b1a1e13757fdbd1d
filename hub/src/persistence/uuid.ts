import { z } from 'zod';

const uuidSchema = z.uuid();

/** Checked before queries on uuid columns, because PostgreSQL raises an error for other text. */
export function isUuid(text: string): boolean {
  return uuidSchema.safeParse(text).success;
}
