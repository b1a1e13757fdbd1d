import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAPTURE_STATES, captureMetadataSchema, captureRequestSchema } from '../captures.ts';
import { helloResultSchema, LINK_METHODS } from './link.ts';

interface MessageVector {
  name: string;
  schema: string;
  valid: boolean;
  value: unknown;
}

const vectors = JSON.parse(readFileSync(new URL('../../../vectors/messages.json', import.meta.url), 'utf8')) as MessageVector[];
const schemas = { ...LINK_METHODS, helloResult: helloResultSchema, captureMetadata: captureMetadataSchema };
const names = Object.keys(schemas) as (keyof typeof schemas)[];

describe.each(names)('%s', (name) => {
  const ours = vectors.filter(({ schema }) => schema === name);
  it.each(ours.filter(({ valid }) => valid))('takes $name', ({ value }) => {
    expect(schemas[name].safeParse(value).error).toBeUndefined();
  });
  it.each(ours.filter(({ valid }) => !valid))('refuses $name', ({ value }) => {
    expect(schemas[name].safeParse(value).success).toBe(false);
  });
  it('has vectors of both kinds', () => {
    expect(new Set(ours.map(({ valid }) => valid))).toEqual(new Set([true, false]));
  });
});

it('has no vector without a schema', () => {
  expect(vectors.filter(({ schema }) => !(schema in schemas))).toEqual([]);
});

describe('the time at which a capture is answered', () => {
  it.each(CAPTURE_STATES)('may be %s', (answerWhen) => {
    expect(captureRequestSchema.parse({ answerWhen })).toEqual({ answerWhen });
  });

  it('is not another one', () => {
    expect(captureRequestSchema.safeParse({ answerWhen: 'soon' }).error?.issues).toMatchObject([{ path: ['answerWhen'] }]);
  });
});
