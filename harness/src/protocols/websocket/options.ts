/** The description of a plain WebSocket server. */
import { z } from 'zod';
import { placeSchema, timeUnitSchema, type Place } from '../fields.ts';
import { idleTimeoutSchema, messageBytesSchema, requestOptions } from '../request-options.ts';

const SENT_MAX_BYTES = 60_000;

/** `type=frame`: a path and the text or number that it has in messages with a frame. */
const conditionSchema = z.string().transform((text, context) => {
  const [, path = '', value = ''] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (path !== '') return { steps: path.split('.'), value };
  context.addIssue(`${JSON.stringify(text)} is no condition: a path and a value are needed, as in type=frame`);
  return z.NEVER;
});

/** Text is sent as it is, anything else as JSON. */
const sentSchema = z
  .unknown()
  .transform((message) => (typeof message === 'string' ? message : JSON.stringify(message)))
  .refine((text) => Buffer.byteLength(text) <= SENT_MAX_BYTES, `at most ${SENT_MAX_BYTES} bytes can be sent`);

export const websocketOptionsSchema = z
  .strictObject({
    messages: z.enum(['binary', 'json']).default('binary'),
    /** Of JSON messages. */
    where: conditionSchema.optional(),
    seq: placeSchema.optional(),
    time: placeSchema.optional(),
    ...requestOptions,
    timeUnit: timeUnitSchema.default('ms'),
    /** A message in which {seq} stands for the sequence number. */
    acknowledge: sentSchema.optional(),
    acknowledgeEvery: z.int().min(1).max(10_000).default(1),
    subprotocol: z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'this is no name of a subprotocol')
      .optional(),
    send: z.array(sentSchema).max(100).default([]),
    idleTimeoutMs: idleTimeoutSchema,
    maxTextBytes: messageBytesSchema.default(16 * 1024 * 1024),
  })
  .superRefine(({ messages, where, seq, time, acknowledge }, context) => {
    const wrong = (field: string, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
    const kind: Place['kind'] = messages === 'json' ? 'json' : 'binary';
    const needed = kind === 'json' ? 'JSON messages need a path such as seq' : 'binary messages need a field such as u32be@4';
    if (seq && seq.kind !== kind) wrong('seq', needed);
    if (time && time.kind !== kind) wrong('time', needed);
    if (where && messages === 'binary') wrong('where', 'only JSON messages can be chosen by a value');
    if (acknowledge?.includes('{seq}') && !seq) wrong('acknowledge', 'acknowledgements with {seq} need the place of seq');
  });

export type WebsocketOptions = z.output<typeof websocketOptionsSchema>;
