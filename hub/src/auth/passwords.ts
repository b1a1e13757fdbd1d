import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id (the library's default algorithm) at the OWASP Password Storage Cheat Sheet's first choice. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash holds one of libuv's four threads and 19 MiB; the pictures need those threads too. */
const MAX_AT_ONCE = 1;
/** A password is wanted in one form, however a keyboard composes it: NIST SP 800-63B, 5.1.1.2. */
const normalize = (password: string): string => password.normalize('NFKC');

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalize(password), PARAMETERS));
}

let decoy: Promise<string> | undefined;

/** Whether the password is the one of the hash. Without a hash (no such user): false, after the same work. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword(generatePassword());
  const against = passwordHash ?? (await decoy);
  const matches = await inTurn(() => verify(against, normalize(password)));
  return matches && passwordHash !== undefined;
}

/** 96 random bits in 16 characters. */
export function generatePassword(): string {
  return randomBytes(12).toString('base64url');
}
