import { TAGS_MAX } from '@eyepiece/shared-types';

const TAG_MAX = 64;

/** Tags as people type them, separated by commas: trimmed, once each, within what the hub takes: it counts code points. */
export function parseTags(text: string): string[] {
  const tags = text.split(',').map((tag) => Array.from(tag.trim()).slice(0, TAG_MAX).join(''));
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, TAGS_MAX);
}
