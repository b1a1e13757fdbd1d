import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { rateLimited } from '../../errors.ts';

/** Argon2id (the library's default algorithm) at the OWASP Password Storage Cheat Sheet's first choice. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash holds one of libuv's four threads and 19 MiB; the pictures need those threads too. */
const MAX_AT_ONCE = 1;
/** More would wait for seconds. */
const MAX_WAITING = 32;
/** A password is wanted in one form, however a keyboard composes it: NIST SP 800-63B, 5.1.1.2. */
const normalize = (password: string): string => password.normalize('NFKC');

/** People who have signed in before go first, so that a flood of strangers does not keep them out. */
export type Urgency = 'known' | 'unknown';

let running = 0;
const waiting: Record<Urgency, (() => void)[]> = { known: [], unknown: [] };

/** @throws {HubError} rate_limited when too many wait */
async function inTurn<T>(work: () => Promise<T>, urgency: Urgency): Promise<T> {
  if (running >= MAX_AT_ONCE) {
    const queue = waiting[urgency];
    if (queue.length >= MAX_WAITING) {
      throw rateLimited(`More than ${String(MAX_WAITING)} passwords wait to be checked, try again in a few seconds`, 5);
    }
    await new Promise<void>((resolve) => queue.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.known.shift() ?? waiting.unknown.shift();
    if (next) next();
    else running -= 1;
  }
}

/** @throws {HubError} rate_limited when too many passwords wait */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalize(password), PARAMETERS), 'known');
}

/** Of a password that nobody has. */
let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one of the hash. Without a hash (no such user): false, after the same work.
 * @throws {HubError} rate_limited when too many passwords wait
 */
export async function verifyPassword(passwordHash: string | undefined, password: string, urgency: Urgency = 'unknown'): Promise<boolean> {
  decoy ??= hash(generatePassword(), PARAMETERS);
  const against = passwordHash ?? (await decoy);
  const matches = await inTurn(() => verify(against, normalize(password)), urgency);
  return matches && passwordHash !== undefined;
}

/** 96 random bits in 16 characters. */
export function generatePassword(): string {
  return randomBytes(12).toString('base64url');
}
