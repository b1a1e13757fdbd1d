import { changeTags, TAGS_MAX, type TagChange } from '@eyepiece/shared-types';
import { conflict } from '../../errors.ts';

/**
 * The tags of a row after a change. Several changes within the limit may exceed it together.
 * @throws {HubError} conflict
 */
export function tagsAfter(before: readonly string[], change: TagChange): string[] {
  const tags = changeTags(before, change);
  if (tags.length > TAGS_MAX && tags.length > before.length) {
    throw conflict(`It would have ${String(tags.length)} tags; the limit is ${String(TAGS_MAX)}`);
  }
  return tags;
}
