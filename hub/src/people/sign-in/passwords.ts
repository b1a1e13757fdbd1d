import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import PQueue from 'p-queue';
import { rateLimited } from '../../errors.ts';

/** Argon2id (the library's default) with the first choice of the OWASP Password Storage Cheat Sheet. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash occupies one of libuv's four threads, which live frames also need, and 19 MiB. */
const MAX_AT_ONCE = 1;
/** Maximum waiting per urgency; more would wait for seconds. */
const MAX_WAITING = 32;
/** Normalizes Unicode, because keyboards compose characters differently: NIST SP 800-63B, 5.1.1.2. */
const normalize = (password: string): string => password.normalize('NFKC');

/** Known clients have priority, so that a flood of unknown ones does not lock them out. */
export type Urgency = 'known' | 'unknown';

const PRIORITY: Readonly<Record<Urgency, number>> = { known: 1, unknown: 0 };
const queue = new PQueue({ concurrency: MAX_AT_ONCE });

/** @throws {HubError} rate_limited when too many wait */
async function enqueue<T>(work: () => Promise<T>, urgency: Urgency): Promise<T> {
  const priority = PRIORITY[urgency];
  if (queue.sizeBy({ priority }) >= MAX_WAITING) {
    throw rateLimited(`More than ${String(MAX_WAITING)} passwords are waiting to be checked, try again in a few seconds`, 5);
  }
  return queue.add(work, { priority });
}

/** @throws {HubError} rate_limited when too many passwords wait */
export function hashPassword(password: string): Promise<string> {
  return enqueue(() => hash(normalize(password), PARAMETERS), 'known');
}

/** Hash of a random password. */
let decoy: Promise<string> | undefined;

/**
 * Whether the password matches the hash. Without a hash (no such user): false, after the same amount of work.
 * @throws {HubError} rate_limited when too many passwords wait
 */
export async function verifyPassword(passwordHash: string | undefined, password: string, urgency: Urgency = 'unknown'): Promise<boolean> {
  decoy ??= hash(generatePassword(), PARAMETERS);
  const against = passwordHash ?? (await decoy);
  const matches = await enqueue(() => verify(against, normalize(password)), urgency);
  return matches && passwordHash !== undefined;
}

/** 96 random bits in 16 characters. */
export function generatePassword(): string {
  return randomBytes(12).toString('base64url');
}
