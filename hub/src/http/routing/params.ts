/** Ids in paths. */
import { z } from 'zod';
import { notFound, type HubError } from '../../errors.ts';

const uuidSchema = z.uuid();

/** The id of a path as a UUID; what is none names nothing. @throws {HubError} not_found */
export function uuidOr404(id: string, what: string): string {
  const parsed = uuidSchema.safeParse(id);
  if (!parsed.success) throw notFound(what);
  return parsed.data.toLowerCase();
}

/** As `uuidOr404`, with an error of its own. */
export function uuidOr(missing: (id: string) => HubError, id: string): string {
  const parsed = uuidSchema.safeParse(id);
  if (!parsed.success) throw missing(id);
  return parsed.data.toLowerCase();
}
