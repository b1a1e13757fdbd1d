/** The OpenAPI document: complete, and true to its own schemas. */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { beforeAll, expect, it } from 'vitest';
import { useHub } from '../../setup/use-hub.ts';
import { undescribed, unmeasured, type Schema } from './fields.ts';

interface Body {
  readonly content?: Record<string, { readonly schema: Schema; readonly example?: unknown }>;
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly { readonly name: string; readonly description?: string; readonly schema?: { description?: string } }[];
  readonly requestBody?: Body;
  readonly responses: Record<string, (Body & { readonly description?: string }) | { readonly $ref: string }>;
}

const hub = useHub();
let document: {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Body & { description?: string }> };
};
let source: string;
let operations: (readonly [name: string, operation: Operation])[];

beforeAll(async () => {
  source = await (await hub.api('/openapi.json')).text();
  document = JSON.parse(source) as typeof document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
});

const JSON_TYPE = 'application/json';
const failing = (isMissing: (operation: Operation) => boolean): string[] =>
  operations.filter(([, one]) => isMissing(one)).map(([name]) => name);

function responseOf(response: Operation['responses'][string]): Body & { description?: string } {
  if (!('$ref' in response)) return response;
  return document.components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {};
}
const responsesOf = ({ responses }: Operation): (Body & { description?: string })[] => Object.values(responses).map(responseOf);

it('describes every operation, parameter and response', () => {
  expect(operations.length).toBeGreaterThan(100);
  expect(failing(({ summary = '', description = '' }) => summary === '' || description === '')).toEqual([]);
  expect(failing((one) => responsesOf(one).some(({ description = '' }) => description === ''))).toEqual([]);
});

it('describes every field of every body, with the unit of a quantity', () => {
  const named = Object.entries(document.components.schemas).flatMap(([name, schema]) => [
    ...undescribed(schema, name),
    ...unmeasured(schema, name),
  ]);
  const bodies = operations.flatMap(([name, one]) =>
    [one.requestBody ?? {}, ...responsesOf(one)].flatMap(({ content = {} }) =>
      Object.values(content).flatMap(({ schema }) => [...undescribed(schema, name), ...unmeasured(schema, name)]),
    ),
  );
  const parameters = operations.flatMap(([name, one]) =>
    (one.parameters ?? [])
      .filter(({ description, schema }) => (description ?? schema?.description) === undefined)
      .map((parameter) => `${name} ${parameter.name}`),
  );
  expect([...new Set([...named, ...bodies, ...parameters])]).toEqual([]);
});

it('names the errors of every operation by status and code', () => {
  expect(failing(({ responses }) => 'default' in responses || !('500' in responses))).toEqual([]);
  const isPlain = (response: Body): boolean => !/`\w+`/.test((response as { description?: string }).description ?? '');
  expect(
    failing(({ responses }) => Object.entries(responses).some(([status, one]) => status >= '400' && isPlain(responseOf(one)))),
  ).toEqual([]);
});

it('has an example of every JSON body', () => {
  const lacks = ({ content = {} }: Body): boolean => JSON_TYPE in content && content[JSON_TYPE].example === undefined;
  expect(failing((one) => (one.requestBody !== undefined && lacks(one.requestBody)) || responsesOf(one).some(lacks))).toEqual([]);
});

it('has no problem that a linter finds, and examples that fit their schemas', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`)).toEqual([]);
});
