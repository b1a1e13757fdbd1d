/** The AsyncAPI document and its page: valid, complete, with examples that fit. */
import { ANNOUNCEMENT_SCOPES, EVENT_SCOPES } from '@eyepiece/shared-types';
import asyncApi from '@asyncapi/specs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventsDocument } from '../../src/http/documents/events/document.ts';
import { useHub } from '../setup/use-hub.ts';

const hub = useHub();
let document: EventsDocument;

beforeAll(async () => {
  document = (await (await hub.api('/asyncapi.json')).json()) as EventsDocument;
});

const validator = (options: object = {}): Ajv => {
  const ajv = new Ajv({ strict: false, allErrors: true, ...options });
  addFormats.default(ajv);
  return ajv;
};

it('is a valid AsyncAPI 3.0 document', () => {
  const { schemas } = asyncApi as unknown as { schemas: Record<string, object> };
  // The bundle of AsyncAPI holds the draft itself.
  const ajv = validator({ meta: false, validateSchema: false });
  const validate = ajv.compile(schemas['3.0.0'] ?? {});
  validate(document);
  expect(ajv.errorsText(validate.errors?.slice(0, 5))).toBe('No errors');
});

it('has every event of clients and of the hub', () => {
  const names = Object.values(document.components.messages).map(({ name }) => name);
  for (const event of [...Object.keys(EVENT_SCOPES), ...Object.keys(ANNOUNCEMENT_SCOPES)]) expect(names).toContain(event);
});

describe('its examples', () => {
  it('fit the schemas of their messages', () => {
    const ajv = validator();
    ajv.addSchema({ $id: 'document', ...document });
    const compile = (schema: object): ValidateFunction =>
      ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')) as object);
    const wrong = Object.values(document.components.messages).flatMap(({ name, payload, examples }) => {
      const validate = compile(payload);
      return examples.flatMap((example) => (validate(example.payload) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`]));
    });
    expect(wrong).toEqual([]);
  });
});

it('is a page that works offline', async () => {
  const page = await fetch(`${hub.url}/docs/events`);
  expect(page.headers.get('content-type')).toContain('text/html');
  const text = await page.text();
  for (const event of Object.keys(EVENT_SCOPES)) expect(text).toContain(`<h3>${event}</h3>`);
  expect(text).not.toMatch(/<(script|link|img|iframe)\b/);
});
