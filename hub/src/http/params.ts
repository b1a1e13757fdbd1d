/** Ids in paths. */
import { z } from 'zod';
import { notFound } from '../errors.ts';

const uuidSchema = z.uuid();

/** The `id` of the path; what is no UUID names nothing. @throws {HubError} not_found */
export function uuidParam(params: Readonly<Record<string, string>>, what: string): string {
  const parsed = uuidSchema.safeParse(params['id']);
  if (!parsed.success) throw notFound(what);
  return parsed.data.toLowerCase();
}
