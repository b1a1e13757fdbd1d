/** Wrong places for an API key in a request. */
import { request } from 'node:http';
import type { TestHub } from '../../setup/start-hub.ts';

export interface Wrong {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Instead of the names in the path. */
  readonly id?: string;
  readonly body?: string;
}

const encoded = (key: string): string => key.replaceAll(/[_-]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
const header =
  (name: string, value = (key: string): string => key) =>
  (key: string): Wrong => ({ headers: { [name]: value(key) } });

export const WRONG_PLACES: Readonly<Record<string, (key: string) => Wrong>> = {
  'another scheme': header('authorization', (key) => `Basic ${key}`),
  'no scheme': header('authorization'),
  'a key that is cut off': header('authorization', (key) => `Bearer ${key.slice(0, -1)}`),
  'a key with more behind it': header('authorization', (key) => `Bearer ${key}x`),
  'a key in capitals': header('authorization', (key) => `Bearer ${key.toUpperCase()}`),
  'a header of its own': header('x-api-key'),
  'the cookie of the session': header('cookie', (key) => `eyepiece_session=${key}`),
  'another cookie': header('cookie', (key) => `${key}=${key}`),
  'the page before': header('referer', (key) => `http://lab.example/?token=${key}`),
  'the origin': header('origin', (key) => `http://${key}.example`),
  'the program': header('user-agent'),
  'the epoch of control': header('x-control-epoch'),
  'a condition': header('if-none-match', (key) => `"${key}"`),
  'a range': header('range'),
  'the type of the body': header('content-type'),
  'the language': header('accept-language'),
  'the client of a proxy': header('x-forwarded-for'),
  'the host of a proxy': header('x-forwarded-host'),
  'the id of a request': header('x-request-id'),
  'a parameter of the address': (key) => ({ query: `token=${key}&key=${key}&cameraId=${key}&cursor=${key}&size=${key}` }),
  'the name of a parameter': (key) => ({ query: `${key}=1` }),
  'an encoded parameter': (key) => ({ query: `token=${encoded(key)}` }),
  'the path': (key) => ({ id: key }),
  'the encoded path': (key) => ({ id: encoded(key) }),
  'an unknown field': (key) => ({ body: JSON.stringify({ [key]: key }) }),
  'JSON that is cut off': (key) => ({ body: `{"token": "${key}` }),
  'a body that is no object': (key) => ({ body: JSON.stringify([key]) }),
};

const FEED_BYTES = 64 * 1024;

/** Sends a request, and resolves with everything that comes back: the status, the headers and the body. */
export function send({ url }: Pick<TestHub, 'url'>, route: string, wrong: Wrong, token?: string): Promise<[status: number, text: string]> {
  const [method = '', template = ''] = route.split(' ');
  const path = template.replaceAll(/\{\w+\}/g, wrong.id ?? 'b0b5ae2e-0000-4000-8000-000000000000');
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(wrong.body !== undefined && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(wrong.body)) }),
    ...wrong.headers,
  };
  const { hostname, port } = new URL(url);
  const target = `${path}${wrong.query === undefined ? '' : `?${wrong.query}`}`;
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, method, path: target, headers }, (response) => {
      let text = response.rawHeaders.join('\n');
      const end = (): void => resolve([response.statusCode ?? 0, text]);
      response.setEncoding('latin1').on('data', (part: string) => {
        text += part;
        // A feed has no end.
        if (text.length > FEED_BYTES || response.headers['content-type']?.startsWith('multipart/') === true) call.destroy();
      });
      response.once('close', end).on('error', end);
    });
    call.once('error', reject).end(wrong.body);
  });
}
