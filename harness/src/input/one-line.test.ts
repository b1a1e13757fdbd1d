import { expect, it } from 'vitest';
import { oneLine } from './one-line.ts';

it('removes what breaks lines, controls a terminal, or reverses text', () => {
  expect(oneLine('a\r\nb\u001b[31mc\u2028d\u0085e\u202ef\u2066g')).toBe('a b [31mc d e f g');
});
