import { expect, it } from 'vitest';
import { Differences } from './differences.ts';

it('prints no control characters of the other end', () => {
  const found: string[] = [];
  const differences = new Differences((difference) => found.push(difference));
  differences.add('ws1: "a\u001b[2J\nb" came once');
  differences.add('ws1: "a\u001b[2J\nb" came once');
  expect(found).toEqual(['ws1: "a [2J b" came once']);
  expect(differences.lines).toEqual(['ws1: "a [2J b" came once (2 times)']);
});
