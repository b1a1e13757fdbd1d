/** The protobuf messages of a recording, and their descriptions, which the file contains. */
import { create, createFileRegistry, fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_timestamp,
} from '@bufbuild/protobuf/wkt';
import { BinaryReader } from '@bufbuild/protobuf/wire';

/** Far more than packets have attachments, or responses headers. */
const FIELDS_MAX = 10_000;
const TIMESTAMP = 'google/protobuf/timestamp.proto';

type Field = readonly [name: string, number: number, type: Type | string, label?: Label];

const message = (name: string, fields: readonly Field[]) => ({
  name,
  field: fields.map(([field, number, type, label = Label.OPTIONAL]) => ({
    name: field,
    number,
    label,
    ...(typeof type === 'string' ? { type: Type.MESSAGE, typeName: type } : { type }),
  })),
});

/** As published by Foxglove: https://docs.foxglove.dev/docs/sdk/schemas/compressed-image. */
const foxglove = create(FileDescriptorProtoSchema, {
  name: 'foxglove/CompressedImage.proto',
  package: 'foxglove',
  syntax: 'proto3',
  dependency: [TIMESTAMP],
  messageType: [
    message('CompressedImage', [
      ['timestamp', 1, '.google.protobuf.Timestamp'],
      ['data', 2, Type.BYTES],
      ['format', 3, Type.STRING],
      ['frame_id', 4, Type.STRING],
    ]),
  ],
});

const eyepiece = create(FileDescriptorProtoSchema, {
  name: 'eyepiece/recording.proto',
  package: 'eyepiece',
  syntax: 'proto3',
  messageType: [
    message('Part', [
      ['kind', 1, Type.STRING],
      ['payload', 2, Type.BYTES],
    ]),
    message('RawMessage', [
      ['number', 1, Type.UINT32],
      ['parts', 2, '.eyepiece.Part', Label.REPEATED],
      ['camera', 3, Type.STRING],
    ]),
    message('Header', [
      ['name', 1, Type.STRING],
      ['value', 2, Type.STRING],
    ]),
    message('HttpExchange', [
      ['connection', 1, Type.STRING],
      ['method', 2, Type.STRING],
      ['path', 3, Type.STRING],
      ['status', 4, Type.UINT32],
      ['headers', 5, '.eyepiece.Header', Label.REPEATED],
      ['body', 6, Type.BYTES],
      ['body_omitted', 7, Type.BOOL],
      ['duration_us', 8, Type.UINT64],
    ]),
  ],
});

const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: [file_google_protobuf_timestamp.proto, foxglove, eyepiece] }));
const setOf = (...file: (typeof foxglove)[]): Uint8Array => toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file }));

/** Values of a message by the names of its fields in camel case. Fields at their default may be absent. */
export class MessageType<T extends Record<string, unknown>> {
  readonly name: string;
  /** A FileDescriptorSet: the description that readers need. */
  readonly descriptors: Uint8Array;
  readonly #type: DescMessage;

  constructor(name: string, descriptors: Uint8Array) {
    const type = registry.getMessage(name);
    if (!type) throw new Error(`there is no message ${name}`);
    this.name = name;
    this.descriptors = descriptors;
    this.#type = type;
  }

  encode(value: T): Uint8Array {
    return toBinary(this.#type, create(this.#type, value));
  }

  /** @throws if the bytes are no such message */
  decode(bytes: Uint8Array): T {
    checkFields(bytes);
    return fromBinary(this.#type, bytes) as unknown as T;
  }
}

/** A short message can have millions of empty parts, each of which becomes an object. @throws {RangeError} */
function checkFields(bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  for (let fields = 0; reader.pos < reader.len; fields += 1) {
    if (fields >= FIELDS_MAX) throw new RangeError(`a message has more than ${FIELDS_MAX} fields`);
    const [number, type] = reader.tag();
    reader.skip(type, number);
  }
}

export interface RawPart {
  readonly kind: string;
  readonly payload: Uint8Array;
}

export const rawMessage = new MessageType<{ number: number; parts: readonly RawPart[]; camera: string }>(
  'eyepiece.RawMessage',
  setOf(eyepiece),
);

export const httpExchange = new MessageType<{
  connection: string;
  method: string;
  path: string;
  status: number;
  headers: readonly { name: string; value: string }[];
  body: Uint8Array;
  bodyOmitted: boolean;
  durationUs: bigint;
}>('eyepiece.HttpExchange', setOf(eyepiece));

export const compressedImage = new MessageType<{
  timestamp: { seconds: bigint; nanos: number };
  data: Uint8Array;
  format: string;
  frameId: string;
}>('foxglove.CompressedImage', setOf(file_google_protobuf_timestamp.proto, foxglove));
