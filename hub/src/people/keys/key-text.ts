/** The text of an API key: the mark, the id of its row, and a secret of 256 bits. */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { KEY_FORM, KEY_MARK } from '@eyepiece/shared-types';

const SECRET_BYTES = 32;

export interface NewKey {
  readonly id: string;
  readonly text: string;
  readonly secretHash: string;
}

export function newKey(): NewKey {
  const id = randomUUID();
  const text = `${KEY_MARK}${id.replaceAll('-', '')}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { id, text, secretHash: digestOf(text).toString('hex') };
}

/** Whether a credential claims to be an API key, and no token. */
export const isKeyText = (credential: string): boolean => credential.startsWith(KEY_MARK);

/** The id in a key; undefined when the text cannot be a key. */
export function keyIdOf(text: string): string | undefined {
  const digits = KEY_FORM.exec(text)?.[1];
  return digits?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Compares in constant time. */
export function matchesKey(text: string, secretHash: string): boolean {
  const stored = Buffer.from(secretHash, 'hex');
  const given = digestOf(text);
  return stored.length === given.length && timingSafeEqual(stored, given);
}

/** The secret has 256 random bits, so a slow hash would add nothing but work for each request. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
