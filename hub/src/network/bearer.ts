/** Checks shared secrets sent as bearer tokens by camera services and Prometheus. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares digests in constant time, to hide content and length of the token. The scheme is case-insensitive (RFC 9110 §11.1). */
export function isBearer(authorization: string | undefined, expected: string): boolean {
  const [scheme, token] = authorization?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'bearer' || !token) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(expected));
}
