/** The generated pages of docs/reference are those of the code. `npm run reference` writes them. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import type { EventsDocument } from '../../src/http/documents/events/document.ts';
import { useHub } from '../setup/use-hub.ts';
import { accessPage } from './access-page.ts';
import { errorsPage } from './errors-page.ts';
import { eventPages } from './event-pages.ts';
import { restPages, type RestDocument } from './rest-pages.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/reference/api/', import.meta.url));
const hub = useHub();
let rest: RestDocument;
let events: EventsDocument;

beforeAll(async () => {
  rest = (await (await hub.api('/openapi.json')).json()) as RestDocument;
  events = (await (await hub.api('/asyncapi.json')).json()) as EventsDocument;
});

it('has a current page for each group of REST operations, and no other', async () => {
  const pages = restPages(rest);
  for (const [name, text] of pages) await expect(text).toMatchFileSnapshot(`${FOLDER}rest/${name}.md`);
  expect(readdirSync(`${FOLDER}rest`).toSorted()).toEqual([...pages.keys()].map((name) => `${name}.md`).toSorted());
});

it('has current pages about events', async () => {
  for (const [name, text] of eventPages(events)) await expect(text).toMatchFileSnapshot(`${FOLDER}${name}.md`);
});

it('has current pages about access and errors', async () => {
  await expect(accessPage(rest)).toMatchFileSnapshot(`${FOLDER}access.md`);
  await expect(errorsPage(rest)).toMatchFileSnapshot(`${FOLDER}errors.md`);
});
