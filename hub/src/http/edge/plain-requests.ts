/** Requests without TLS on the HTTPS port: browsers are redirected, programs get an error that names the address. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HubError } from '../../errors.ts';
import type { HttpLimits } from '../../process/limits/http-limits.ts';
import { refuseRequest } from './refuse-request.ts';

type PlainLimits = Pick<HttpLimits, 'refusalLingerMs' | 'maxTargetBytes'>;

/** @param host name and port of the request; empty when missing or invalid */
export function answerPlainRequest(request: IncomingMessage, response: ServerResponse, host: string, limits: PlainLimits): void {
  const { method, url = '', headers } = request;
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const isPage = (method === 'GET' || method === 'HEAD') && !hasBody && url.startsWith('/') && url.length <= limits.maxTargetBytes;
  if (isPage && host !== '') {
    const location = `https://${host}${url.replaceAll(/[^\x21-\x7e]/g, encodeURIComponent)}`;
    refuseRequest(request, response, speakHttps(host), limits.refusalLingerMs, { status: 307, headers: { Location: location } });
  } else refuseRequest(request, response, speakHttps(host), limits.refusalLingerMs);
}

export function speakHttps(host: string): HubError {
  return new HubError('validation_failed', `This port speaks HTTPS: use https://${host === '' ? 'HOST:PORT' : host}/`);
}
