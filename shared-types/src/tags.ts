/** Changes of tags. Single tags are added and removed, so that two people who edit at once keep each other's. */
import { z } from 'zod';
import { TAGS_MAX, tagSchema } from './primitives.ts';

const tagsSchema = z.array(tagSchema).max(TAGS_MAX);
export const tagChangeFields = {
  tags: tagsSchema.meta({ description: 'Replaces all tags, also those that another person added meanwhile' }),
  removeTags: tagsSchema.meta({ description: 'Removes these tags, as far as they are there' }),
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

/** What leads from one list to the other. */
export function tagDifference(before: readonly string[], after: readonly string[]): { addTags: string[]; removeTags: string[] } {
  return {
    addTags: after.filter((tag) => !before.includes(tag)),
    removeTags: before.filter((tag) => !after.includes(tag)),
  };
}

/** One change that does what the two do one after the other. */
export function joinTagChanges(first: TagChange, second: TagChange): { addTags: string[]; removeTags: string[] } {
  return {
    addTags: changeTags(first.addTags ?? [], second),
    removeTags: changeTags(first.removeTags ?? [], { removeTags: second.addTags, addTags: second.removeTags }),
  };
}
