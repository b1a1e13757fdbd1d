/** The protocol between hubs: its version, the handshake, and the answers to requests. See docs/reference/protocol/between-hubs.md. */
import { errorCodeSchema, fieldIssueSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import { HubError, toAckError, toHubError } from '../../errors.ts';

/** Rises with each addition to the messages between hubs (ADR 41). */
export const PEER_PROTOCOL = 2;
/** The oldest version that this hub understands, so that hubs can be upgraded one by one. */
export const PEER_PROTOCOL_MIN = 1;

/** Path of the connections between hubs, below the address of a hub. */
export const PEER_PATH = '/cluster/';
/** Namespace of requests and notifications. Frames are sent in the default namespace, as to viewers. */
export const PEER_NAMESPACE = '/peers';

/** Maximum size of a message, bytes. The state of a hundred cameras is below 1 MB. */
export const PEER_MESSAGE_MAX_BYTES = 8 * 1024 * 1024;

const HUB_ID = z.string().regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, colons, hyphens or underscores');

/** Sent by the hub that dials. */
export const greetingSchema = z.object({
  hubId: HUB_ID,
  /** The hub that is expected at the address. */
  to: HUB_ID,
  protocol: z.int().min(1),
  protocolMin: z.int().min(1),
  build: z.string().max(100),
});
export type Greeting = z.infer<typeof greetingSchema>;

/** Why a hub refuses another. */
export const refusalSchema = z.object({
  code: z.enum(['invalid_greeting', 'other_hub', 'same_hub', 'incompatible_version']),
  message: z.string(),
});
export type PeerRefusal = z.infer<typeof refusalSchema>;

/** Whether another hub and this one have a version in common. */
export function isUnderstood({ protocol, protocolMin }: { readonly protocol: number; readonly protocolMin: number }): boolean {
  return protocol >= PEER_PROTOCOL_MIN && protocolMin <= PEER_PROTOCOL;
}

/** @returns the reason when the hub that dials must be refused */
export function judgeGreeting(greeting: unknown, own: { readonly hubId: string; readonly build: string }): Greeting | PeerRefusal {
  const parsed = greetingSchema.safeParse(greeting);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const message = `auth.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is invalid'}`;
    return { code: 'invalid_greeting', message };
  }
  const { hubId, to, protocol, protocolMin, build } = parsed.data;
  if (hubId === own.hubId) return { code: 'same_hub', message: `Both hubs have the id ${hubId}` };
  if (to !== own.hubId) return { code: 'other_hub', message: `This is hub ${own.hubId}, not ${to}` };
  if (!isUnderstood({ protocol, protocolMin })) {
    const theirs = `hub ${hubId} (build ${build}) speaks versions ${protocolMin} to ${protocol} of the protocol between hubs`;
    const ours = `hub ${own.hubId} (build ${own.build}) speaks versions ${PEER_PROTOCOL_MIN} to ${PEER_PROTOCOL}`;
    return { code: 'incompatible_version', message: `${theirs}, ${ours}: upgrade the older one` };
  }
  return parsed.data;
}

export function isRefusal(judged: Greeting | PeerRefusal): judged is PeerRefusal {
  return 'code' in judged;
}

/** A message that this hub does not accept. Hubs check what they send, so it is of another version. */
export class NotUnderstood extends HubError {
  readonly issue: string;

  constructor(error: z.core.$ZodError) {
    const [issue] = error.issues;
    const why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is invalid'}`.replace(/^: /, '');
    super('conflict', `The hub of the camera has another version and does not understand this (${why}). Try again after the upgrade`);
    this.issue = why;
  }
}

/** What another hub sent. @throws {NotUnderstood} */
export function understood<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) throw new NotUnderstood(parsed.error);
  return parsed.data;
}

/** Beside the payload of a request. */
export const callSchema = z.object({
  /** When the requester stops waiting, on the clock of the hub that answers, µs. */
  deadlineUs: z.number().optional(),
});

/** An error that crosses between hubs keeps everything that its client may see. */
const peerErrorSchema = z.object({
  /** A hub of a newer version may have codes that this one does not know. */
  code: errorCodeSchema.catch('internal'),
  message: z.string(),
  issues: z.array(fieldIssueSchema).optional(),
  holder: z.string().optional(),
  retryAfterSeconds: z.number().optional(),
});

export const peerAnswerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown().optional() }),
  z.object({ ok: z.literal(false), error: peerErrorSchema }),
]);
export type PeerAnswer = z.infer<typeof peerAnswerSchema>;

export function refusedAnswer(error: unknown): PeerAnswer {
  const { retryAfterSeconds } = toHubError(error);
  return { ok: false, error: { ...toAckError(error), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) } };
}

/** @throws {HubError} the error of the other hub */
export function resultOf(answer: unknown): unknown {
  const parsed = peerAnswerSchema.safeParse(answer);
  if (!parsed.success) throw new HubError('internal', 'Another hub sent an invalid answer', { cause: parsed.error });
  if (parsed.data.ok) return parsed.data.result;
  const { code, message, issues, holder, retryAfterSeconds } = parsed.data.error;
  throw new HubError(code, message, {
    ...(issues && { issues }),
    ...(holder !== undefined && { holder }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}
