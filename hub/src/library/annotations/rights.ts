/**
 * Permissions for annotations. People who may draw may also change and restore the annotations of others, since the
 * history keeps every state. Removing those of others needs the role operator. Guests may change only their own.
 */
import type { Caller } from '../../people/caller.ts';
import { authorize, can, guestsMayNot } from '../../people/policies.ts';
import { forbidden } from '../../errors.ts';
import type { AnnotationRow } from '../../persistence/entities/annotation.ts';

export interface Signature {
  readonly id: string;
  readonly name: string;
}

export function signature({ userId, name }: Caller): Signature {
  return { id: userId, name };
}

/** @throws {HubError} forbidden */
export function mayDraw(author: Caller): void {
  authorize(author, 'annotation:edit');
}

/** @throws {HubError} forbidden */
export function mayChange({ authorId }: AnnotationRow, author: Caller): void {
  mayDraw(author);
  if (author.guest && authorId !== author.userId) throw guestsMayNot();
}

/** @throws {HubError} forbidden */
export function mayRemove(row: AnnotationRow, author: Caller): void {
  mayChange(row, author);
  if (row.authorId === author.userId || can(author.role, 'annotation:delete-any')) return;
  throw forbidden(`${row.authorName} drew this: removing annotations of others needs the role operator or higher`);
}
