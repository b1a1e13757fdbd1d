import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readLines } from './lines.ts';

it('reads lines that arrive in pieces, and the last one without a break', async () => {
  const output = new PassThrough();
  const lines: string[] = [];
  readLines(output, (line) => lines.push(line));
  for (const piece of ['o', 'ne\r\ntw', 'o\n\nthree']) output.write(piece);
  output.end();
  await expect.poll(() => lines).toEqual(['one', 'two', '', 'three']);
});

it('keeps the start of an endless line only', async () => {
  const output = new PassThrough();
  const lines: string[] = [];
  readLines(output, (line) => lines.push(line));
  for (let count = 0; count < 100; count += 1) output.write('a'.repeat(10_000));
  output.end('\nnext\n');
  await expect.poll(() => lines.map((line) => line.length)).toEqual([65_536, 4]);
});
