import { z } from 'zod';

const uuidSchema = z.uuid();

/** Anything else in a uuid column's query is an error to PostgreSQL, not an empty result. */
export function isUuid(text: string): boolean {
  return uuidSchema.safeParse(text).success;
}
