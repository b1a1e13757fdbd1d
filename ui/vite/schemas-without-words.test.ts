import { expect, it } from 'vitest';
import { withoutWords } from './schemas-without-words.ts';

const shortened = (code: string): string => withoutWords('schema.ts', code).toString();

it('removes the words of a schema and nothing else', () => {
  const code = "const a: Schema = z.string().max(5).meta({ description: `up to ${String(5)} (five)` }).optional().meta({ id: 'A' });";
  expect(shortened(code)).toBe('const a: Schema = z.string().max(5).optional();');
});

it('removes words within words', () => {
  expect(shortened("z.object({ a: z.int().meta({ description: ')' }) }).meta({ id: 'B' })")).toBe('z.object({ a: z.int() })');
});

it('keeps everything else of that name', () => {
  const code = "const meta = (x: number) => x; meta(1); import.meta.url; a.metal('b');";
  expect(shortened(code)).toBe(code);
});
