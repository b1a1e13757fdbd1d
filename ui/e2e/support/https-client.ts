/** HTTPS with a test certificate and a chosen local address, which fetch() does not support. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';

export interface HttpsRequest {
  readonly ca: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** In place of json. */
  readonly bytes?: Uint8Array;
  /** Local address of the connection. */
  readonly from?: string;
}

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Resolves with the response head; the body is still to be read. */
export async function open(url: string, { ca, method = 'GET', headers = {}, json, bytes, from }: HttpsRequest): Promise<IncomingMessage> {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const typed = body === undefined ? headers : { 'content-type': 'application/json', ...headers };
  const sent = request(url, { ca, method, headers: typed, agent: false, ...(from !== undefined && { localAddress: from }) });
  sent.end(bytes ?? body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer;
}

/** The bytes of an answer that does not end, up to the end of the first JPEG. */
export async function firstPicture(answer: IncomingMessage): Promise<Buffer> {
  let received = Buffer.alloc(0);
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]);
    if (received.includes(Buffer.from([0xff, 0xd9]))) break;
  }
  return received;
}

export async function ask(url: string, options: HttpsRequest): Promise<HttpsAnswer> {
  const answer = await open(url, options);
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) };
}
