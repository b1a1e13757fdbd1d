import { expect, it } from 'vitest';
import { csvLines } from './csv.ts';

it('ends each record with CRLF and leaves absent values empty', () => {
  expect(
    csvLines([
      ['a', 1],
      ['', undefined],
    ]),
  ).toBe('a,1\r\n,\r\n');
});

it.each([',', '"', '\n', '\r', '\r\n'])('quotes a text with %j', (character) => {
  const text = `a${character}b`;
  expect(csvLines([[text, 'c']])).toBe(`"${text.replace('"', '""')}",c\r\n`);
});

it.each(['=', '+', '-', '@', '\t'])('keeps a spreadsheet from running a text that begins with %j', (character) => {
  expect(csvLines([[`${character}1`]])).toBe(`'${character}1\r\n`);
});

it('leaves negative numbers as they are', () => {
  expect(csvLines([[-3, -0.5, 0]])).toBe('-3,-0.5,0\r\n');
});
