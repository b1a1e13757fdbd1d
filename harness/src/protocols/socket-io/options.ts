/** The description of a Socket.IO server. */
import { z } from 'zod';
import { placeSchema, timeUnitSchema } from '../fields.ts';
import { messageBytesSchema, requestOptions } from '../request-options.ts';
import { containsSeq } from '../template.ts';

const SENT_MAX_BYTES = 60_000;

const EVENT_NEEDED = 'an event is needed: its name and a JSON array, as in join ["room-1"], or event and args';

const eventSchema = z.strictObject(
  { event: z.string().min(1), args: z.array(z.unknown()).default([]) },
  { error: ({ code }) => (code === 'invalid_type' ? EVENT_NEEDED : undefined) },
);

/** `join ["room-1"]`: the name of an event, and its arguments as a JSON array. Other text stays as it is. */
function readEvent(text: string): unknown {
  const from = text.search(/\s\[/);
  const event = (from < 0 ? text : text.slice(0, from)).trim();
  try {
    return { event, args: from < 0 ? [] : (JSON.parse(text.slice(from)) as unknown) };
  } catch {
    return text;
  }
}

const sentSchema = z
  .preprocess((value) => (typeof value === 'string' ? readEvent(value) : value), eventSchema)
  .refine((sent) => JSON.stringify(sent).length <= SENT_MAX_BYTES, `at most ${SENT_MAX_BYTES} characters can be sent`);

/** `none`, `callback`, or the name of an event that takes the sequence number. */
const acknowledgeSchema = z.preprocess(
  (value) => (typeof value === 'string' && !['', 'none', 'callback'].includes(value) ? { event: value, args: ['{seq}'] } : value),
  z.union([z.enum(['none', 'callback']), eventSchema], 'none, callback, an event, or event and args are needed'),
);

export const socketIoOptionsSchema = z
  .strictObject({
    event: z.string().min(1).default('frame'),
    seq: placeSchema.optional(),
    time: placeSchema.optional(),
    ...requestOptions,
    timeUnit: timeUnitSchema.default('ms'),
    acknowledge: acknowledgeSchema.default('none'),
    acknowledgeEvery: z.int().min(1).max(10_000).default(1),
    path: z.string().startsWith('/').default('/socket.io'),
    namespace: z.string().startsWith('/').optional(),
    auth: z.record(z.string(), z.unknown()).default({}),
    send: z.array(sentSchema).max(100).default([]),
    maxTextBytes: messageBytesSchema.default(16 * 1024 * 1024),
  })
  .refine(({ acknowledge, seq }) => seq !== undefined || typeof acknowledge === 'string' || !containsSeq(acknowledge.args), {
    path: ['acknowledge'],
    message: 'acknowledgements with {seq} need the place of seq',
  });

export type SocketIoOptions = z.output<typeof socketIoOptionsSchema>;
