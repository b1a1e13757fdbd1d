/** The rules: which faults there are, and what each may say. A rule file is checked against it, and so is REST. */
import { z } from 'zod';
import { duration, rate } from './units.ts';

const count = z.int().min(1).max(1_000_000_000);
const share = z.number().min(0).max(1);

const connections = z.strictObject({
  kind: z.enum(['websocket', 'http']).optional().describe('absent: both'),
  numbers: z.array(count).min(1).optional().describe('1 is the first connection of its kind'),
  first: count.optional().describe('connections 1 to this number'),
  after: count.optional().describe('connections above this number'),
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
  z.strictObject({ ...selection, fault: z.literal('rate'), rate }),
  z.strictObject({ ...selection, fault: z.literal('latency'), delay: duration, jitter: duration.default(0) }),
  z.strictObject({ ...selection, fault: z.literal('slices'), bytes: count, pause: duration.default(0) }),
  z.strictObject({ ...selection, fault: z.literal('slow-close'), wait: duration }),
  stop('cut'),
  stop('reset'),
  stop('half-open'),
] as const;

const faultNames = byteFaults.map((fault) => fault.shape.fault.value);

export const ruleSchema = z.discriminatedUnion('fault', byteFaults, {
  error: (issue) => (issue.code === 'invalid_union' ? `a fault is needed, one of ${faultNames.join(', ')}` : undefined),
});

export const ruleFileSchema = z.strictObject({
  seed: z.int().min(0).max(0xffff_ffff).optional().describe('the same seed hits the same connections and messages'),
  rules: z.array(ruleSchema).max(1000).superRefine(uniqueNames),
});

/** As a file or a caller writes it. */
export type RuleInput = z.input<typeof ruleSchema>;
export type RuleFileInput = z.input<typeof ruleFileSchema>;
export type Rule = z.output<typeof ruleSchema>;
export type Direction = 'up' | 'down';

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
