/** The pages about the events of sockets, from the AsyncAPI document. */
import { ANNOUNCEMENT_SCOPES, EVENT_SCOPES } from '@eyepiece/shared-types';
import type { EventsDocument, Message } from '../../src/http/documents/events/document.ts';
import { fieldRows, GENERATED, json, page, plain, row, table, typeWords, type JsonSchema } from './schema-words.ts';

const CLIENTS =
  'A client sends these. A request ends with a callback, which the hub calls with `{ ok: true, … }` or `{ ok: false, error }`. [Viewers](../protocol/sockets.md) explains frames, credit and control; [errors](errors.md) the codes. A running hub shows the schemas at `/docs/events`.';
const HUB =
  'The hub sends these. A client ignores events and fields that it does not know. [Viewers](../protocol/sockets.md) explains their order. A running hub shows the schemas at `/docs/events`.';

/** @returns each page by its name */
export function eventPages(document: EventsDocument): Map<string, string> {
  const messages = Object.values(document.components.messages);
  const schemas = document.components.schemas as Readonly<Record<string, JsonSchema>>;
  const find = (name: string, key: string): Message => {
    const found = Object.entries(document.components.messages).find(([id, one]) => id.startsWith(key) && one.name === name)?.[1];
    if (found === undefined) throw new Error(`the document has no event ${name}`);
    return found;
  };
  const replyTo = (name: string): Message | undefined => messages.find((one) => one.name === `${name} reply`);
  const sent = Object.keys(EVENT_SCOPES)
    .toSorted()
    .map((name) => section(find(name, 'send_'), replyTo(name), schemas));
  const received = Object.keys(ANNOUNCEMENT_SCOPES)
    .toSorted()
    .map((name) => section(find(name, 'get_'), undefined, schemas));
  return new Map([
    ['client-events', page(GENERATED, '# Events of clients', CLIENTS, list(EVENT_SCOPES, 'send_', find), ...sent)],
    ['hub-events', page(GENERATED, '# Events of the hub', HUB, list(ANNOUNCEMENT_SCOPES, 'get_', find), ...received)],
  ]);
}

function list(scopes: Readonly<Record<string, string>>, key: string, find: (name: string, key: string) => Message): string {
  const rows = Object.entries(scopes)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, scope]) => row(`\`${name}\``, find(name, key).summary, scope === 'any' ? 'any' : `\`${scope}\``));
  return table(['Event', 'What it is for', 'Scope of an API key'], rows);
}

function section(
  { name, summary, description, payload, examples }: Message,
  reply: Message | undefined,
  schemas: Readonly<Record<string, JsonSchema>>,
): string[] {
  const args = (payload as { items?: readonly JsonSchema[] }).items ?? [];
  const rows = args.flatMap((one) => {
    const fields = fieldRows(one, schemas);
    return fields.length > 0 ? fields : [row('', typeWords(one), one.description ?? '')];
  });
  return [
    `## \`${name}\``,
    plain(`${summary.replace(/\.?$/, '.')} ${description}`),
    table(['Field', 'Type', 'Meaning'], rows),
    ...examples.map((example) => json(example.payload)),
    ...(reply ? [`Reply: ${plain(reply.description)}`, ...reply.examples.map((example) => json(example.payload))] : []),
  ];
}
