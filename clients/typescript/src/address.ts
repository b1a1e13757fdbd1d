/** How to reach a hub, and as whom. */
import { invalid } from './hub-error.ts';

/** A key or token, or a function that returns one. It is called for each connection and request, so that it may change. */
export type Credential = string | (() => string | Promise<string>);

/** Longest wait for a key or token, ms. */
export const CREDENTIALS_MS = 30_000;

export interface HubAddress {
  /** Protocol, host and base path, such as `http://localhost:3000` or `https://example.org/eyepiece/`. */
  readonly url: string | URL;
  /** An API key. Without key and token, a browser uses the cookie of its sign-in. */
  readonly key?: Credential | undefined;
  /** A token of a sign-in, in place of a key. */
  readonly token?: Credential | undefined;
}

/** Protocol, host and base path, without a slash at the end. @throws {HubError} */
export function addressOf({ url }: HubAddress): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw invalid('url', `${String(url)} is not an address; an example is http://localhost:3000`);
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') throw invalid('url', 'must begin with http:// or https://');
  if (parsed.username !== '' || parsed.password !== '') throw invalid('url', 'must not contain a name or password: use key or token');
  if (parsed.search !== '' || parsed.hash !== '') throw invalid('url', 'must be protocol, host and path only');
  return parsed.origin + parsed.pathname.replace(/\/+$/, '');
}

/** @returns undefined to use the cookie of the browser's sign-in. @throws {HubError} */
export function credentialOf(address: HubAddress): (() => Promise<string>) | undefined {
  const { key, token } = address;
  if (key !== undefined && token !== undefined) throw invalid('token', 'give either key or token');
  const given = key ?? token;
  const field = 'token' in address && !('key' in address) ? 'token' : 'key';
  if (given === undefined) {
    // A variable of the environment that is not set. Without credentials the hub would answer "not signed in".
    if ('key' in address || 'token' in address) throw invalid(field, 'is undefined');
    if (!('document' in globalThis)) throw invalid(field, 'an API key or a token is needed');
    return undefined;
  }
  const check = (value: unknown): string => {
    if (typeof value !== 'string' || value === '') throw invalid(field, 'must be a text that is not empty');
    return value;
  };
  if (typeof given === 'function') return async () => check(await given());
  const fixed = check(given);
  return () => Promise.resolve(fixed);
}
