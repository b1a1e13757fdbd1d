import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filterStepsSchema } from './filter-steps.ts';

interface Vectors {
  valid: { name: string; steps: unknown }[];
  invalid: { name: string; steps: unknown; field: string }[];
}

const { valid, invalid } = JSON.parse(readFileSync(new URL('../../vectors/filter-steps.json', import.meta.url), 'utf8')) as Vectors;

it.each(valid)('accepts $name', ({ steps }) => {
  expect(filterStepsSchema.parse(steps)).toEqual(steps);
});

it.each(invalid)('refuses $name, and names the field', ({ steps, field }) => {
  const { success, error } = filterStepsSchema.safeParse(steps);
  expect(success).toBe(false);
  expect(error?.issues.map(({ path }) => path.join('.'))).toContain(field);
});
