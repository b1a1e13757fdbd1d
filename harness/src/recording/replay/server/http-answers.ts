/** Answers HTTP requests with the recorded responses, in their order. The last response to a request repeats. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RecordedExchange } from '../../file/entries.ts';
import { redactedPath } from '../../redaction.ts';
import { pathnameOf } from '../contents.ts';
import type { Differences } from '../differences.ts';

interface Responses {
  readonly list: RecordedExchange[];
  next: number;
}

export class HttpAnswers {
  readonly #byPath = new Map<string, Responses>();
  readonly #byPathname = new Map<string, Responses>();
  readonly #differences: Differences;

  constructor(exchanges: readonly RecordedExchange[], differences: Differences) {
    this.#differences = differences;
    for (const exchange of exchanges) {
      add(this.#byPath, `${exchange.method} ${exchange.path}`, exchange);
      add(this.#byPathname, `${exchange.method} ${pathnameOf(exchange.path)}`, exchange);
    }
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    // The body of a request is not compared.
    request.resume();
    const { method = 'GET', url = '/', headers } = request;
    const path = redactedPath(url);
    const responses = this.#byPath.get(`${method} ${path}`) ?? this.#byPathname.get(`${method} ${pathnameOf(path)}`);
    const exchange = responses && nextOf(responses, headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined);
    if (!exchange) {
      this.#differences.add(`${method} ${path} is not in the recording`);
      response.writeHead(404, { 'content-type': 'text/plain' }).end('This request is not in the recording.\n');
    } else if (exchange.bodyOmitted) {
      this.#differences.add(`${method} ${path}: the recording has no body, because it was too long or broken off`);
      response.writeHead(502, { 'content-type': 'text/plain' }).end('The recording does not have the body of this response.\n');
    } else {
      try {
        send(exchange, method, response);
      } catch {
        this.#differences.add(`${method} ${path}: the recorded response is invalid`);
        refuse(response);
      }
    }
  }
}

/** A client that has nothing in its cache cannot use "not modified". */
function nextOf(responses: Responses, isConditional: boolean): RecordedExchange | undefined {
  const { list } = responses;
  const exchange = list[Math.min(responses.next, list.length - 1)];
  responses.next += 1;
  if (exchange?.status !== 304 || isConditional) return exchange;
  return list.find(({ status }) => status === 200) ?? exchange;
}

/** @throws if it is no valid response */
function send({ status, headers, body }: RecordedExchange, method: string, response: ServerResponse): void {
  // One below 200 would have to be followed by another.
  if (status < 200) throw new RangeError(`the status ${status} is none of a response`);
  for (const { name, value } of headers) response.setHeader(name, name === 'location' ? value.replace(/^https?:\/\/[^/]+/, '') : value);
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  if (hasBody) response.setHeader('content-length', body.length);
  response.writeHead(status);
  response.end(hasBody ? body : undefined);
}

/** Instead of a response that has failed. */
function refuse(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(502, { 'content-type': 'text/plain' }).end('The recorded response is invalid.\n');
}

function add(map: Map<string, Responses>, key: string, exchange: RecordedExchange): void {
  const responses = map.get(key) ?? { list: [], next: 0 };
  responses.list.push(exchange);
  map.set(key, responses);
}
