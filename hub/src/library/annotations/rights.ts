/**
 * Permissions for annotations. People who may draw may also change and restore the annotations of others, since the
 * history keeps every state. Removing those of others needs the role operator. Guests may change only their own.
 */
import type { Caller } from '../../people/caller.ts';
import { authorizeAt, guestsMayNot, mayAt } from '../../people/policies.ts';
import { forbidden } from '../../errors.ts';
import type { AnnotationRow } from '../../persistence/entities/library/annotation.ts';
import type { Place } from './targets.ts';

export interface Signature {
  readonly id: string;
  readonly name: string;
}

export function signature({ userId, name }: Caller): Signature {
  return { id: userId, name };
}

/** @throws {HubError} forbidden */
export function mayDraw(author: Caller, { cameraId }: Place): void {
  authorizeAt(author, 'annotation:edit', cameraId);
}

/** @throws {HubError} forbidden */
export function mayChange({ authorId }: AnnotationRow, author: Caller, place: Place): void {
  mayDraw(author, place);
  if (author.guest && authorId !== author.userId) throw guestsMayNot();
}

/** @throws {HubError} forbidden */
export function mayRemove(row: AnnotationRow, author: Caller, place: Place): void {
  mayChange(row, author, place);
  if (row.authorId === author.userId || mayAt(author, 'annotation:delete-any', place.cameraId)) return;
  throw forbidden(`${row.authorName} drew this: removing annotations of others needs the role operator or higher`);
}
