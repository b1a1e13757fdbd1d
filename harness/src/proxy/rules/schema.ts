/** The rules: which faults there are, and what each may say. A rule file is checked against it, and so is REST. */
import { z } from 'zod';
import { duration, rate } from './units.ts';

const count = z.int().min(1).max(1_000_000_000);
const share = z.number().min(0).max(1);

const connections = z.strictObject({
  kind: z.enum(['websocket', 'http']).optional().describe('absent: both'),
  numbers: z.array(count).min(1).optional().describe('1 is the first connection of its kind'),
  first: count.optional().describe('connections 1 to this number'),
  skip: count.optional().describe('connections above this number'),
  every: count.optional().describe('every Nth connection'),
  path: z.string().startsWith('/').optional().describe('start of the path of the first request'),
  share: share.optional().describe('a share of the connections, chosen by the seed'),
});

const window = z
  .strictObject({ from: duration.default(0), until: duration.optional() })
  .refine(({ from, until }) => until === undefined || until > from, { path: ['until'], error: 'until is not after from' });

const selection = {
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'a name has 1 to 64 letters, digits, dots, hyphens or underscores')
    .optional(),
  enabled: z.boolean().default(true),
  direction: z.enum(['up', 'down']).optional().describe('up: client to server; down: server to client; absent: both'),
  connections: connections.optional(),
  window: window.optional().describe('measured from the time when the rule was added'),
};

const stop = <const F extends string>(fault: F) =>
  z
    .strictObject({ ...selection, fault: z.literal(fault), afterBytes: z.int().min(0).optional(), after: duration.optional() })
    .refine((rule) => rule.afterBytes === undefined || rule.after === undefined, {
      path: ['after'],
      error: 'afterBytes or after is possible, not both',
    });

const byteFaults = [
  z.strictObject({
    ...selection,
    fault: z.literal('rate'),
    rate,
    shared: z.boolean().default(false).describe('all connections together have this rate, not each by itself'),
  }),
  z.strictObject({ ...selection, fault: z.literal('latency'), delay: duration, jitter: duration.default(0) }),
  z.strictObject({ ...selection, fault: z.literal('slices'), bytes: count, pause: duration.default(0) }),
  z.strictObject({ ...selection, fault: z.literal('slow-close'), wait: duration }),
  stop('cut'),
  stop('reset'),
  stop('half-open'),
] as const;

const messageSelection = {
  ...selection,
  kind: z.enum(['text', 'binary', 'ping', 'pong', 'close']).optional().describe('absent: text and binary messages'),
  packet: z.enum(['event', 'ack', 'connect', 'disconnect', 'connect_error']).optional().describe('a kind of Socket.IO packet'),
  event: z.string().min(1).optional().describe('name of a Socket.IO event'),
  skip: count.optional().describe('after the first N messages of the connection that match'),
  first: count.optional().describe('the first N of those that are left'),
  every: count.optional().describe('every Nth of those that are left'),
  share: share.optional().describe('a share of those that are left, chosen by the seed'),
};

export const contentSchema = z
  .strictObject({
    text: z.string().optional().describe('a text message'),
    base64: z.base64().optional().describe('a binary message'),
    args: z.array(z.json()).optional().describe('the arguments of a Socket.IO event'),
    event: z.string().min(1).optional().describe('its name; absent: that of the message that is replaced'),
    namespace: z.string().startsWith('/').optional().describe('of the event'),
  })
  .refine(({ text, base64, args }) => [text, base64, args].filter((field) => field !== undefined).length === 1, {
    error: 'one of text, base64 and args is needed',
  });

const part = z
  .enum(['text', 'attachments'])
  .optional()
  .describe('of a Socket.IO event; absent: its attachments, or its text if it has none');

const closeCode = z
  .int()
  .refine((code) => (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999), {
    error: 'a close code is needed: 1000 to 1014 without 1004 to 1006, or 3000 to 4999',
  });

const closeReason = z.string().refine((reason) => Buffer.byteLength(reason) <= 123, 'a reason has at most 123 bytes');

const needsEventName = { path: ['message', 'event'], error: 'args need the name of an event' };

const messageFaults = [
  z.strictObject({ ...messageSelection, fault: z.literal('drop') }),
  z.strictObject({ ...messageSelection, fault: z.literal('duplicate'), copies: count.max(100).default(1) }),
  z.strictObject({ ...messageSelection, fault: z.literal('reorder'), behind: count.max(1000).default(1), wait: duration.default(5000) }),
  z.strictObject({ ...messageSelection, fault: z.literal('delay'), delay: duration, jitter: duration.default(0) }),
  z.strictObject({ ...messageSelection, fault: z.literal('hold') }),
  z.strictObject({ ...messageSelection, fault: z.literal('truncate'), keep: z.int().min(0), part }),
  z.strictObject({ ...messageSelection, fault: z.literal('flip'), bits: count.max(1000).default(1), part }),
  z
    .strictObject({ ...messageSelection, fault: z.literal('replace'), message: contentSchema })
    .refine((rule) => !rule.message.args || rule.message.event !== undefined || rule.event !== undefined, needsEventName),
  z
    .strictObject({
      ...messageSelection,
      fault: z.literal('inject'),
      place: z.enum(['before', 'after']).default('after'),
      message: contentSchema,
    })
    .refine((rule) => !rule.message.args || rule.message.event !== undefined, needsEventName),
  z.strictObject({ ...messageSelection, fault: z.literal('close'), code: closeCode, reason: closeReason.default('') }),
] as const;

const faultNames = [...byteFaults, ...messageFaults].map((fault) => fault.shape.fault.value);

export const ruleSchema = z.discriminatedUnion('fault', [...byteFaults, ...messageFaults], {
  error: `a fault is needed, one of ${faultNames.join(', ')}`,
});

export const ruleFileSchema = z.strictObject({
  seed: z.int().min(0).max(0xffff_ffff).optional().describe('the same seed hits the same connections and messages'),
  rules: z.array(ruleSchema).max(1000).superRefine(uniqueNames),
});

/** As a file or a caller writes it. */
export type RuleInput = z.input<typeof ruleSchema>;
export type RuleFileInput = z.input<typeof ruleFileSchema>;
export type Rule = z.output<typeof ruleSchema>;
export type MessageRule = z.output<(typeof messageFaults)[number]>;
export type ByteRule = z.output<(typeof byteFaults)[number]>;
export type MessageContent = z.output<typeof contentSchema>;
export type Direction = 'up' | 'down';

const messageFaultNames: ReadonlySet<string> = new Set(messageFaults.map((fault) => fault.shape.fault.value));

export function isMessageRule(rule: Rule): rule is MessageRule {
  return messageFaultNames.has(rule.fault);
}

export function isByteRule(rule: Rule): rule is ByteRule {
  return !isMessageRule(rule);
}

/** The JSON Schema of a rule file, for editors. */
export function ruleFileJsonSchema(): object {
  return z.toJSONSchema(ruleFileSchema, { io: 'input' });
}

function uniqueNames(rules: readonly { readonly name?: string | undefined }[], context: z.RefinementCtx): void {
  const names = new Set<string>();
  for (const [index, { name }] of rules.entries()) {
    if (name === undefined) continue;
    if (names.has(name)) context.addIssue({ code: 'custom', path: [index, 'name'], message: `there are two rules named ${name}` });
    names.add(name);
  }
}
