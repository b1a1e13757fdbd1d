/** Shared secrets shown as bearer tokens: by camera services, and by Prometheus. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares digests, so that neither content nor length of the token can be timed. The scheme's case does not count (RFC 9110 §11.1). */
export function isBearer(authorization: string | undefined, expected: string): boolean {
  const [scheme, token] = authorization?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'bearer' || !token) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(token), digest(expected));
}
