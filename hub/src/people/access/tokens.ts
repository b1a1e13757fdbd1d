import { createSecretKey, type KeyObject } from 'node:crypto';
import { guestScopeSchema, roleSchema, type User } from '@eyepiece/shared-types';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { GuestPass, Principal } from '../caller.ts';
import { sessionExpired, unauthenticated } from '../../errors.ts';

export interface IssuedToken {
  readonly token: string;
  readonly loginSessionId: string;
  readonly expiresInSeconds: number;
}

const ISSUER = 'eyepiece';
const ALGORITHM = 'HS256';
/** RFC 7518, section 3.2: a key for HS256 must have at least as many bits as the hash. */
const MIN_SECRET_CHARS = 32;
const DEFAULT_LIFETIME_SECONDS = 12 * 3600;

const guestPassSchema = guestScopeSchema.extend({ shareId: z.uuid() });
const claimsSchema = z.object({
  sub: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  ver: z.int(),
  exp: z.number(),
  jti: z.uuid(),
  iss: z.literal(ISSUER),
  guest: guestPassSchema.optional(),
});

const feedClaimsSchema = z.object({ sub: z.uuid(), ver: z.int(), exp: z.number(), login: z.uuid(), key: z.literal(true).optional() });
const feedAudience = (cameraId: string): string => `feed:${cameraId}`;

export class Tokens {
  /** A KeyObject: with a string, every verification would first try it as a public key and throw internally. */
  readonly secret: KeyObject;
  readonly #lifetimeSeconds: number;

  constructor({ secret, lifetimeSeconds = DEFAULT_LIFETIME_SECONDS }: { secret: string; lifetimeSeconds?: number }) {
    if (secret.length < MIN_SECRET_CHARS) {
      throw new Error(`the signing secret has ${String(secret.length)} characters; it needs ${String(MIN_SECRET_CHARS)}`);
    }
    this.secret = createSecretKey(secret, 'utf8');
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  issue({ user, tokenVersion, loginSessionId }: { user: User; tokenVersion: number; loginSessionId: string }): IssuedToken {
    const { email, name, role } = user;
    return this.#sign(user.id, loginSessionId, { email, name, role, ver: tokenVersion }, this.#lifetimeSeconds);
  }

  /** A token for a guest, valid as long as other tokens but not longer than the link. */
  issueGuest({
    userId,
    name,
    pass,
    loginSessionId,
  }: {
    userId: string;
    name: string;
    pass: GuestPass;
    loginSessionId: string;
  }): IssuedToken {
    const leftSeconds = Math.floor((Date.parse(pass.expiresAt) - Date.now()) / 1000);
    const claims = { email: '', name, role: 'viewer', ver: 0, guest: pass };
    return this.#sign(userId, loginSessionId, claims, Math.max(1, Math.min(this.#lifetimeSeconds, leftSeconds)));
  }

  #sign(subject: string, loginSessionId: string, claims: object, expiresInSeconds: number): IssuedToken {
    const options = { algorithm: ALGORITHM, expiresIn: expiresInSeconds, issuer: ISSUER, subject, jwtid: loginSessionId } as const;
    return { token: jwt.sign(claims, this.secret, options), loginSessionId, expiresInSeconds };
  }

  /** A token for one camera's feed only. It is part of an address, which others may see. */
  issueFeed({ userId, tokenVersion, loginSessionId, key }: Principal, cameraId: string, lifetimeSeconds: number): string {
    return jwt.sign({ ver: tokenVersion, login: loginSessionId, ...(key && { key: true }) }, this.secret, {
      algorithm: ALGORITHM,
      expiresIn: lifetimeSeconds,
      issuer: ISSUER,
      subject: userId,
      audience: feedAudience(cameraId),
    });
  }

  /**
   * The owner of a feed address. Name, role and the scopes of an API key must be read with `Users.currentPrincipal`.
   * @throws {HubError} session_expired or unauthenticated
   */
  verifyFeed(token: string, cameraId: string): Principal {
    const parsed = feedClaimsSchema.safeParse(this.#checked(token, { audience: feedAudience(cameraId) }));
    if (!parsed.success) throw unauthenticated('This hub did not issue the token');
    const { sub, ver, exp, login, key: byKey } = parsed.data;
    const key = byKey && { id: login, name: '', scopes: [], cameraIds: [] };
    const nameless = { email: '', name: '', role: 'viewer' } as const;
    return { userId: sub, ...nameless, tokenVersion: ver, expiresAtMs: exp * 1000, loginSessionId: login, ...(key && { key }) };
  }

  /**
   * The principal of a token. `Users.currentPrincipal` checks whether it is still valid.
   * @throws {HubError} session_expired or unauthenticated
   */
  verify(token: string): Principal {
    return this.fromClaims(this.#checked(token, {}));
  }

  #checked(token: string, options: { audience?: string }): unknown {
    try {
      return jwt.verify(token, this.secret, { algorithms: [ALGORITHM], issuer: ISSUER, ...options });
    } catch (error) {
      if (error instanceof jwt.TokenExpiredError) throw sessionExpired();
      throw unauthenticated('The token is not valid');
    }
  }

  /** Like `verify`, for claims whose signature and expiry are already checked. */
  fromClaims(claims: unknown): Principal {
    const parsed = claimsSchema.safeParse(claims);
    if (!parsed.success) throw unauthenticated('This hub did not issue the token');
    const { sub, email, name, role, ver, exp, jti, guest } = parsed.data;
    const times = { tokenVersion: ver, expiresAtMs: exp * 1000 };
    return { userId: sub, email, name, role, ...times, loginSessionId: jti, ...(guest && { guest }) };
  }
}
