import { expect, it } from 'vitest';
import { changeTags, joinTagChanges, tagDifference } from './tags.ts';

it('a change removes first and adds then, each tag once, and keeps the order', () => {
  expect(changeTags(['a', 'b', 'c'], { removeTags: ['b', 'gone'], addTags: ['d', 'a'] })).toEqual(['a', 'c', 'd']);
  expect(changeTags(['a', 'b'], { tags: ['x', 'y', 'x'], removeTags: ['y'], addTags: ['z'] })).toEqual(['x', 'z']);
  expect(changeTags(['a', 'b'], {})).toEqual(['a', 'b']);
});

it('a difference leads from one list to the other', () => {
  const [before, after] = [
    ['a', 'b'],
    ['b', 'c'],
  ];
  expect(changeTags(before, tagDifference(before, after))).toEqual(after);
});

it('joined changes do what they do one after the other', () => {
  const changes = [{ addTags: ['a'] }, { removeTags: ['a'] }, { addTags: ['b'], removeTags: ['c'] }, { addTags: ['c'], removeTags: ['b'] }];
  for (const first of changes)
    for (const second of changes)
      for (const tags of [[], ['a', 'b'], ['c']]) {
        const one = changeTags(changeTags(tags, first), second);
        expect(changeTags(tags, joinTagChanges(first, second)).sort()).toEqual(one.sort());
      }
});
