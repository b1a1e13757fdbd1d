/** Channels of a recording: their topics, encodings and schemas. */
import { compressedImage, httpExchange, rawMessage, type MessageType } from './descriptors.ts';

/** Profile in the header of the file. */
export const PROFILE = 'eyepiece-harness';

export type Direction = 'up' | 'down';

export interface ChannelSchema {
  readonly name: string;
  readonly encoding: 'protobuf' | 'jsonschema';
  readonly data: Uint8Array;
  readonly messageEncoding: 'protobuf' | 'json';
}

export interface ChannelLayout {
  readonly topic: string;
  readonly schema: ChannelSchema;
  readonly metadata: Readonly<Record<string, string>>;
}

const protobuf = ({ name, descriptors }: Pick<MessageType<Record<string, unknown>>, 'name' | 'descriptors'>): ChannelSchema => ({
  name,
  encoding: 'protobuf',
  data: descriptors,
  messageEncoding: 'protobuf',
});

const json = (name: string, properties: Readonly<Record<string, object>>, required: readonly string[]): ChannelSchema => ({
  name,
  encoding: 'jsonschema',
  data: Buffer.from(JSON.stringify({ title: name, type: 'object', properties, required })),
  messageEncoding: 'json',
});

export const RAW = protobuf(rawMessage);
export const EXCHANGE = protobuf(httpExchange);
export const IMAGE = protobuf(compressedImage);

export const CONNECTION = json(
  'eyepiece.Connection',
  {
    change: { enum: ['opened', 'closed'] },
    connection: { type: 'string' },
    kind: { enum: ['websocket', 'http'] },
    path: { type: 'string' },
    bytesUp: { type: 'integer' },
    bytesDown: { type: 'integer' },
  },
  ['change', 'connection', 'kind', 'path'],
);

export const MESSAGE = json(
  'eyepiece.Message',
  {
    number: { type: 'integer', description: 'Per connection and direction, from 1' },
    kind: { enum: ['text', 'binary', 'ping', 'pong', 'close'] },
    bytes: { type: 'integer' },
    packet: { type: 'string', description: 'Kind of Socket.IO packet' },
    namespace: { type: 'string' },
    id: { type: 'integer', description: 'Of the acknowledgement' },
    event: { type: 'string' },
    args: { type: 'array', description: 'A placeholder with the size stands for each binary value' },
    data: { description: 'Of the handshake' },
    text: { type: 'string' },
    json: { description: 'The text, if it is JSON' },
    code: { type: 'integer' },
    reason: { type: 'string' },
  },
  ['number', 'kind', 'bytes'],
);

export const CONNECTIONS_CHANNEL: ChannelLayout = { topic: '/connections', schema: CONNECTION, metadata: {} };
export const HTTP_CHANNEL: ChannelLayout = { topic: '/http', schema: EXCHANGE, metadata: {} };

/** The channels of one direction of a connection. */
export function directionChannels(connection: string, direction: Direction) {
  const metadata = { connection, direction };
  const channel = (name: string, schema: ChannelSchema): ChannelLayout => ({
    topic: `/${connection}/${direction}/${name}`,
    schema,
    metadata,
  });
  return {
    raw: channel('raw', RAW),
    messages: channel('messages', MESSAGE),
    /** `source`: of several cameras on one connection. */
    pictures: (source: string): ChannelLayout => channel(source === '' ? 'pictures' : `pictures/${source}`, IMAGE),
  };
}
