/** Changes of tags. Single tags are added and removed, so that concurrent edits of two users both persist. */
import { z } from 'zod';
import { TAGS_MAX, tagSchema } from '../primitives.ts';

const tagsSchema = z.array(tagSchema).max(TAGS_MAX);
export const tagChangeFields = {
  tags: tagsSchema.meta({ description: 'Replaces all tags, including those that another user added in the meantime' }),
  removeTags: tagsSchema.meta({ description: 'Removes these tags if they are present' }),
  addTags: tagsSchema.meta({ description: 'Adds these tags' }),
};

export interface TagChange {
  readonly tags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
  readonly addTags?: readonly string[] | undefined;
}

/** The tags after a change, each once. */
export function changeTags(before: readonly string[], { tags = before, removeTags = [], addTags = [] }: TagChange): string[] {
  return [...new Set([...tags.filter((tag) => !removeTags.includes(tag)), ...addTags])];
}

/** The change from one list to the other. */
export function tagDifference(before: readonly string[], after: readonly string[]): { addTags: string[]; removeTags: string[] } {
  return {
    addTags: after.filter((tag) => !before.includes(tag)),
    removeTags: before.filter((tag) => !after.includes(tag)),
  };
}

/** One change with the effect of both in sequence. */
export function joinTagChanges(first: TagChange, second: TagChange): { addTags: string[]; removeTags: string[] } {
  return {
    addTags: changeTags(first.addTags ?? [], second),
    removeTags: changeTags(first.removeTags ?? [], { removeTags: second.addTags, addTags: second.removeTags }),
  };
}
