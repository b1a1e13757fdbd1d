/** Generates the AsyncAPI 3.0 document of the Socket.IO events from the schemas that validate them. */
import { ANNOUNCEMENT_SCOPES, EVENT_SCOPES, KEY_MARK, type Announcement, type ErrorCode } from '@eyepiece/shared-types';
import { z } from 'zod';
import { CLIENT_EVENT_NOTES } from './events/client-events.ts';
import { replyErrors } from './events/errors.ts';
import type { ClientEventNote, HubEventNote } from './events/event-note.ts';
import { HUB_EVENT_NOTES } from './events/hub-events.ts';
import type { EventsDocument, Message, Operation, Reference } from './events/document.ts';

const ABOUT = `Live frames, state and commands over [Socket.IO](https://socket.io/docs/v4/socket-io-protocol/) (protocol 5, WebSocket or polling).

A client connects with \`auth: { token }\`: the token of a sign-in, or an API key (\`${KEY_MARK}…\`). Browsers of the hub's own pages use their cookie. With \`purpose: "frames"\` a connection gets frames and no other events.

Each message below is one event: its name, then its arguments as a list. Requests end with a callback; the hub calls it with \`{ ok: true, … }\`, or with \`{ ok: false, error: { code, message, issues? } }\`. REST is described at \`/docs\`, the frame and flow control in docs/reference/protocol/sockets.md.`;

type Json = Record<string, unknown>;

export function asyncApiDocument(version: string, basePath: string): EventsDocument {
  const sent = Object.entries(CLIENT_EVENT_NOTES);
  const announced = Object.entries(HUB_EVENT_NOTES);
  const messages: Record<string, Message> = {};
  const replies: Record<string, Message> = {};
  for (const [event, note] of sent) {
    messages[keyOf('send', event)] = clientMessage(event as keyof typeof EVENT_SCOPES, note);
    if (note.reply) replies[keyOf('reply', event)] = replyMessage(event, note, note.reply);
  }
  for (const [event, note] of announced) messages[keyOf('get', event)] = hubMessage(event as Announcement, note);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Eyepiece hub: events', version, description: ABOUT, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    servers: {
      hub: {
        host: 'localhost:3000',
        pathname: `${basePath}/socket.io/`,
        protocol: 'wss',
        description: 'Every hub; `ws` without HTTPS',
        security: [{ type: 'userPassword', description: 'The `auth` of the handshake: { token }' }],
      },
    },
    channels: {
      events: { address: '/', title: 'Events', description: 'The namespace / of Socket.IO', messages: refs(messages) },
      replies: { address: null, title: 'Acknowledgements', description: 'Answers to events of clients', messages: refs(replies) },
    },
    operations: Object.fromEntries([
      ...sent.map(([event, note]) => [keyOf('send', event), clientOperation(event, note)] as const),
      ...announced.map(([event, note]) => [keyOf('get', event), hubOperation(event, note)] as const),
    ]),
    components: { messages: { ...messages, ...replies }, schemas: named },
  };
}

/** Keys of AsyncAPI are letters, digits, `_` and `-`. */
const keyOf = (kind: 'send' | 'get' | 'reply', event: string): string => `${kind}_${event.replaceAll(':', '_')}`;

const refs = (messages: object): object =>
  Object.fromEntries(Object.keys(messages).map((key) => [key, { $ref: `#/components/messages/${key}` }]));

function clientMessage(event: keyof typeof EVENT_SCOPES, { summary, about, args, example }: ClientEventNote): Message {
  const scope = EVENT_SCOPES[event];
  const key = scope === 'any' ? 'Every API key may send it.' : `An API key needs the scope \`${scope}\`.`;
  return { name: event, title: event, summary, description: `${about}\n\n${key}`, ...payload(args, example) };
}

function hubMessage(event: Announcement, { summary, about, args, example }: HubEventNote): Message {
  const scope = ANNOUNCEMENT_SCOPES[event];
  const key =
    scope === 'any' ? 'Every connection with an API key gets it.' : `A connection with an API key gets it with the scope \`${scope}\`.`;
  return { name: event, title: event, summary, description: `${about}\n\n${key}`, ...payload(args, example) };
}

function payload(args: readonly z.ZodType[], example: readonly unknown[]): Pick<Message, 'contentType' | 'payload' | 'examples'> {
  const items = args.map(schemaOf);
  return {
    contentType: 'application/json',
    payload: { type: 'array', description: 'The arguments in their order', items, minItems: items.length, maxItems: items.length },
    examples: [{ payload: example }],
  };
}

function replyMessage(event: string, note: ClientEventNote, reply: z.ZodObject): Message {
  const { replyExample = {} } = note;
  const codes = replyErrors(note);
  const hasOk = event !== 'time:sync';
  const answer = schemaOf(hasOk ? z.object({ ok: z.literal(true).meta({ description: 'Done' }), ...reply.shape }) : reply);
  const failed = z.object({
    ok: z.literal(false).meta({ description: 'Refused' }),
    error: z
      .object({
        code: z.enum(codes as [ErrorCode]).meta({ description: 'Why' }),
        message: z.string().meta({ description: 'What is wrong, for people' }),
        issues: z.array(z.unknown()).optional().meta({ description: 'The fields that are wrong, with their limits' }),
        holder: z.string().optional().meta({ description: 'With control_held: who controls the camera' }),
      })
      .meta({ description: 'What is wrong' }),
  });
  return {
    name: `${event} reply`,
    title: `Reply to ${event}`,
    summary: `Answers ${event}`,
    description: hasOk ? `Errors: ${codes.map((code) => `\`${code}\``).join(', ')}` : 'It has no error form.',
    contentType: 'application/json',
    payload: hasOk ? { oneOf: [answer, schemaOf(failed)] } : answer,
    examples: [{ payload: { ...(hasOk && { ok: true }), ...replyExample } }],
  };
}

const message = (channel: 'events' | 'replies', key: string): Reference => ({ $ref: `#/channels/${channel}/messages/${key}` });

/** The hub receives what clients send. */
function clientOperation(event: string, { summary, reply }: ClientEventNote): Operation {
  return {
    action: 'receive',
    channel: { $ref: '#/channels/events' },
    summary,
    messages: [message('events', keyOf('send', event))],
    ...(reply && { reply: { channel: { $ref: '#/channels/replies' }, messages: [message('replies', keyOf('reply', event))] } }),
  };
}

function hubOperation(event: string, { summary }: HubEventNote): Operation {
  return { action: 'send', channel: { $ref: '#/channels/events' }, summary, messages: [message('events', keyOf('get', event))] };
}

/** Schemas with a name, which several messages refer to. */
const named: Json = {};

function schemaOf(schema: z.ZodType): Json {
  const text = JSON.stringify(z.toJSONSchema(schema, { target: 'draft-07', io: 'input', unrepresentable: 'any' }));
  const { $schema: _dialect, definitions = {}, ...json } = JSON.parse(text.replaceAll('"#/definitions/', '"#/components/schemas/')) as Json;
  Object.assign(named, definitions);
  return json;
}
