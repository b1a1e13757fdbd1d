/** Validates ids in paths. */
import { z } from 'zod';
import { notFound, type HubError } from '../../errors.ts';

const uuidSchema = z.uuid();

/** The id as a lower-case UUID. @throws {HubError} not_found when it is not a UUID */
export function uuidOr404(id: string, what: string): string {
  const parsed = uuidSchema.safeParse(id);
  if (!parsed.success) throw notFound(what);
  return parsed.data.toLowerCase();
}

/** Like `uuidOr404`, with a custom error. */
export function uuidOr(missing: (id: string) => HubError, id: string): string {
  const parsed = uuidSchema.safeParse(id);
  if (!parsed.success) throw missing(id);
  return parsed.data.toLowerCase();
}
