/** Addresses of servers, and the tokens for them, that a user names. */
import { ArgumentError } from './arguments.ts';

/** Of an error message: without a password, which may be in the address. */
export function shownAddress(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//…@');
}

/** Checks an address. @returns the problem, or undefined for a valid address. Without a list of schemes, every scheme is valid. */
export function addressProblem(text: string, schemes: readonly string[] = []): string | undefined {
  // Node 20 has no URL.parse.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (schemes.length > 0 && !schemes.includes(url.protocol))) {
    const [first = 'http:'] = schemes;
    return `an address${schemes.length === 0 ? '' : ` with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`} is needed, as in ${first}//127.0.0.1:3000`;
  }
  if (url.username !== '' || url.password !== '') return 'an address without user and password is needed';
  return url.port === '0' ? 'a port from 1 to 65535 is needed' : undefined;
}

/** @throws {ArgumentError} naming the option */
export function serverAddress(option: string, text: string, schemes: readonly string[] = []): URL {
  const problem = addressProblem(text, schemes);
  if (problem !== undefined) throw new ArgumentError(`${option} ${shownAddress(text)}: ${problem}`);
  return new URL(text);
}

/** Sent in a header. @throws {ArgumentError} naming the option or variable, without the token */
export function checkToken(option: string, token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new ArgumentError(`${option}: a token has no spaces, line breaks and other such characters`);
  return token;
}
