/** One HTTP request of an attacker. Its answer is counted and discarded. */
import { request, type Agent } from 'node:http';
import { ATTACKER_ADDRESS } from './conversation.ts';

const DEADLINE_MS = 5000;
const KEPT_CHARS = 20_000;

export interface Call {
  readonly port: number;
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: object;
  /** A body that is not JSON. */
  readonly text?: string;
  readonly agent?: Agent;
}

export interface Answer {
  /** HTTP status; 0 if the connection was lost or no answer came in time. */
  readonly status: number;
  /** The beginning of it. */
  readonly text: string;
}

/** Never rejects. */
export function call({ port, method = 'GET', path, token, headers, json, text: plain, agent }: Call): Promise<Answer> {
  return new Promise((resolve) => {
    const body = json === undefined ? plain : JSON.stringify(json);
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        ...(agent && { agent }),
        ...(ATTACKER_ADDRESS !== undefined && { localAddress: ATTACKER_ADDRESS }),
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
          ...headers,
        },
        signal: AbortSignal.timeout(DEADLINE_MS),
      },
      (response) => {
        let text = '';
        const status = response.statusCode ?? 0;
        response.setEncoding('utf8').on('data', (chunk: string) => {
          if (text.length < KEPT_CHARS) text += chunk;
        });
        response.once('end', () => resolve({ status, text }));
        response.once('error', () => resolve({ status: 0, text }));
        response.once('close', () => resolve({ status, text }));
      },
    );
    sent.once('error', () => resolve({ status: 0, text: '' }));
    sent.end(body);
  });
}

export const outcomeOf = ({ status }: Answer): string => (status === 0 ? 'lost' : String(status));

/** A guest's token; undefined if the hub admits no guest now. */
export async function becomeGuest(port: number, share: string): Promise<string | undefined> {
  const { status, text } = await call({ port, method: 'POST', path: '/api/v1/auth/guest', json: { share, name: 'Hostile' } });
  return status === 200 ? (JSON.parse(text) as { access_token: string }).access_token : undefined;
}
