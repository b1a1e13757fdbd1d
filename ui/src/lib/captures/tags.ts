import { TAGS_MAX } from '@eyepiece/shared-types';

const TAG_MAX = 64;

/** Parses comma-separated tags: trimmed, unique, within the hub's limit, which counts code points. */
export function parseTags(text: string): string[] {
  const tags = text.split(',').map((tag) => Array.from(tag.trim()).slice(0, TAG_MAX).join(''));
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, TAGS_MAX);
}
