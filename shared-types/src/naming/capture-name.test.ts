import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  captureName,
  DEFAULT_NAME_TEMPLATE,
  NAME_PART_BYTES_MAX,
  NAME_TEMPLATE_BYTES_MAX,
  nameTemplateFault,
  nameTemplateSchema,
  usesNumber,
  type NameValues,
} from './capture-name.ts';
import { byteLength } from './file-names.ts';

interface Vectors {
  readonly values: NameValues;
  readonly names: readonly { readonly template: string; readonly with?: Partial<NameValues>; readonly name: string }[];
  readonly refused: readonly { readonly template: string; readonly message: string }[];
}
const { values, names, refused } = JSON.parse(
  readFileSync(new URL('../../vectors/capture-names.json', import.meta.url), 'utf8'),
) as Vectors;

it.each(names)('$template gives $name', ({ template, with: others, name }) => {
  expect(nameTemplateFault(template)).toBeUndefined();
  expect(captureName(template, { ...values, ...others })).toBe(name);
});

it.each(refused)('refuses $template: $message', ({ template, message }) => {
  expect(nameTemplateFault(template)).toContain(message);
  expect(nameTemplateSchema.safeParse(template).error?.issues[0]?.message).toContain(message);
});

it('counts the limit of a template in bytes', () => {
  const fits = `${'ä'.repeat((NAME_TEMPLATE_BYTES_MAX - 7) / 2)}a.{ext}`;
  expect(byteLength(fits)).toBe(NAME_TEMPLATE_BYTES_MAX);
  expect(nameTemplateFault(fits)).toBeUndefined();
  expect(nameTemplateFault(`a${fits}`)).toBe('has 256 bytes in UTF-8; at most 255 are allowed');
});

it('shortens long values and parts without half characters', () => {
  const long = '𝔘'.repeat(120);
  const name = captureName('{session}{camera}{person}/{session}{camera}{label}_{seq}.{ext}', {
    ...values,
    session: long,
    camera: long,
    person: long,
    label: long,
  });
  for (const part of name.split('/')) expect(byteLength(part)).toBeLessThanOrEqual(NAME_PART_BYTES_MAX);
  expect(name.isWellFormed()).toBe(true);
  expect(name).toMatch(/\.ome\.tif$/);
});

it('keeps what follows a long label', () => {
  expect(captureName('{label}_{seq:04}.{ext}', { ...values, label: 'x'.repeat(120) })).toMatch(/x_0007\.ome\.tif$/);
  expect(captureName('{label}_{seq:04}.{ext}', { ...values, label: 'ä'.repeat(120) })).toMatch(/ä_0007\.ome\.tif$/);
});

it('knows which templates count captures', () => {
  expect([DEFAULT_NAME_TEMPLATE, '{seq}.{ext}', '{label}.{ext}'].map(usesNumber)).toEqual([true, true, false]);
});
