/**
 * A long-lived cookie of browsers that have signed in before (OWASP, "Slow Down Online Guessing Attacks with Device
 * Cookies"). It does not authenticate. It only exempts the owner of an account from blocks caused by others' failures.
 */
import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';

export const DEVICE_COOKIE = 'eyepiece_device';
export const DEVICE_COOKIE_SECONDS = 180 * 24 * 3600;

const OPTIONS = { algorithm: 'HS256', issuer: 'eyepiece', audience: 'device' } as const;
/** Accounts per browser; the least recent one is dropped. */
const MAX_ACCOUNTS = 16;
const DIGEST_BYTES = 12;

const claimsSchema = z.object({ jti: z.uuid(), accounts: z.array(z.string()).max(MAX_ACCOUNTS) });
type Device = z.infer<typeof claimsSchema>;

export class DeviceCookies {
  readonly #secret: KeyObject;

  constructor(secret: KeyObject) {
    this.#secret = secret;
  }

  /** The device's id, if the account has signed in on it. */
  deviceFor(account: string, cookie: string | undefined): string | undefined {
    const device = this.#read(cookie);
    return device?.accounts.includes(digestOf(account)) === true ? device.jti : undefined;
  }

  /** The cookie after a sign-in to the account. */
  renew(account: string, cookie: string | undefined): string {
    const { jti, accounts }: Device = this.#read(cookie) ?? { jti: randomUUID(), accounts: [] };
    const digest = digestOf(account);
    const recent = [digest, ...accounts.filter((other) => other !== digest)].slice(0, MAX_ACCOUNTS);
    return jwt.sign({ accounts: recent }, this.#secret, { ...OPTIONS, jwtid: jti, expiresIn: DEVICE_COOKIE_SECONDS });
  }

  #read(cookie: string | undefined): Device | undefined {
    if (cookie === undefined) return undefined;
    try {
      const { algorithm, ...expected } = OPTIONS;
      const parsed = claimsSchema.safeParse(jwt.verify(cookie, this.#secret, { algorithms: [algorithm], ...expected }));
      return parsed.success ? parsed.data : undefined;
    } catch (error) {
      // A forged or expired cookie counts as absent.
      if (error instanceof jwt.JsonWebTokenError) return undefined;
      throw error;
    }
  }
}

/** A digest, so that the cookie does not reveal the accounts. */
const digestOf = (account: string): string => createHash('sha256').update(account).digest().subarray(0, DIGEST_BYTES).toString('base64url');
