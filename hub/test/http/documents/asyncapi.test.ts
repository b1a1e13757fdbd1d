/** The AsyncAPI document and its page: valid, complete, with examples that fit. */
import { ANNOUNCEMENT_SCOPES, EVENT_SCOPES } from '@eyepiece/shared-types';
import asyncApi from '@asyncapi/specs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventsDocument } from '../../../src/http/documents/events/document.ts';
import { CLIENT_EVENT_NOTES } from '../../../src/http/documents/events/client-events.ts';
import { useHub } from '../../setup/use-hub.ts';
import { undescribed, unlimited, unmeasured, type Schema } from './fields.ts';

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

/** Each camera has limits of its own for these. */
const OF_THE_CAMERA = ['capture[0].exposure', 'capture[0].gain'];

describe('every message', () => {
  const schemas = (): [path: string, schema: Schema][] => [
    ...Object.values(document.components.messages).map(({ name, payload }) => [name, payload] as [string, Schema]),
    ...(Object.entries(document.components.schemas) as [string, Schema][]),
  ];
  const isSent = (name: string): boolean => Object.hasOwn(EVENT_SCOPES, name);

  it('has a summary and a description, and so has each argument', () => {
    const { messages, schemas: named } = document.components;
    const bare = Object.values(messages).filter(({ summary, description }) => summary === '' || description === '');
    expect(bare.map(({ name }) => name)).toEqual([]);
    const nameless = Object.values(messages).flatMap(({ name, payload }) => {
      const { items = [] } = payload as { items?: readonly Schema[] };
      // An argument that is an object is described by its fields.
      const says = ({ description, $ref, type }: Schema): boolean =>
        (description ?? $ref) !== undefined || type === 'object' || type === 'array';
      return items.every(says) ? [] : [name];
    });
    expect(nameless).toEqual([]);
    expect(Object.keys(named).length).toBeGreaterThan(20);
  });

  it('describes every field, with the unit of a quantity', () => {
    expect(schemas().flatMap(([path, schema]) => undescribed(schema, path))).toEqual([]);
    expect(schemas().flatMap(([path, schema]) => unmeasured(schema, path))).toEqual([]);
  });

  it('limits every number that a client sends', () => {
    const sent = schemas().filter(([path]) => isSent(path));
    expect(sent.flatMap(([path, schema]) => unlimited(schema, path))).toEqual(OF_THE_CAMERA);
  });

  it('lists the errors of every acknowledgement, in its description and in its schema', () => {
    const acknowledged = Object.entries(CLIENT_EVENT_NOTES).filter(([event, { reply }]) => reply && event !== 'time:sync');
    expect(acknowledged.length).toBeGreaterThan(30);
    for (const [event] of acknowledged) {
      const reply = document.components.messages[`reply_${event.replaceAll(':', '_')}`];
      const { oneOf = [] } = (reply?.payload ?? {}) as Schema;
      const codes = oneOf.flatMap((one) => one.properties?.['error']?.properties?.['code']?.enum ?? []);
      expect(codes, event).toContain('validation_failed');
      expect(reply?.description).toBe(`Errors: ${codes.map((code) => `\`${String(code)}\``).join(', ')}`);
    }
  });
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
