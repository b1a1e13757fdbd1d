/** Deadlines for request bodies, whether a route reads them or not: ordinary ones have a timeout, uploads a minimum rate. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HubError } from '../../errors.ts';
import type { HttpLimits } from '../../process/limits/http-limits.ts';
import type { Metrics } from '../../process/metrics.ts';
import { refuseRequest } from './refuse-request.ts';
import { isUpload } from './target.ts';

interface BodiesOptions {
  readonly limits: HttpLimits;
  readonly metrics: Pick<Metrics, 'refused'>;
}

export class Bodies {
  readonly #limits: HttpLimits;
  readonly #metrics: Pick<Metrics, 'refused'>;

  constructor({ limits, metrics }: BodiesOptions) {
    this.#limits = limits;
    this.#metrics = metrics;
  }

  watch(request: IncomingMessage, response: ServerResponse): void {
    if (!hasBody(request)) return;
    if (isUpload(request)) this.#watchUpload(request, response);
    else this.#watchOrdinary(request, response);
  }

  #watchOrdinary(request: IncomingMessage, response: ServerResponse): void {
    const { bodyTimeoutMs, refusalLingerMs } = this.#limits;
    const timer = setInterval(() => {
      if (isHubBehind(request)) return;
      clearInterval(timer);
      this.#metrics.refused('body_timeout');
      const error = new HubError('request_timeout', `The body did not arrive within ${bodyTimeoutMs} ms`);
      refuseRequest(request, response, error, refusalLingerMs);
    }, bodyTimeoutMs);
    stopAtEnd(request, timer);
  }

  #watchUpload(request: IncomingMessage, response: ServerResponse): void {
    const { uploadWindowMs, minUploadBytesPerSecond, refusalLingerMs } = this.#limits;
    const { socket } = request;
    const leastBytes = (minUploadBytesPerSecond * uploadWindowMs) / 1000;
    let receivedBytes = socket.bytesRead;
    const timer = setInterval(() => {
      const bytes = socket.bytesRead - receivedBytes;
      receivedBytes = socket.bytesRead;
      if (bytes >= leastBytes || isHubBehind(request)) return;
      clearInterval(timer);
      this.#metrics.refused('upload_too_slow');
      const message = `The upload sent ${bytes} bytes in ${uploadWindowMs} ms; the minimum is ${leastBytes}`;
      refuseRequest(request, response, new HubError('request_timeout', message), refusalLingerMs);
    }, uploadWindowMs);
    stopAtEnd(request, timer);
  }
}

/** A request that is answered before its body is complete does not close with its connection. */
function stopAtEnd(request: IncomingMessage, timer: NodeJS.Timeout): void {
  const { socket } = request;
  const stop = (): void => {
    clearInterval(timer);
    socket.off('close', stop);
  };
  request.once('close', stop);
  socket.once('close', stop);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

/** Whether the body is complete, or the hub has not read what arrived. Then the client is not too slow. */
function isHubBehind(request: IncomingMessage): boolean {
  return request.complete || request.readableLength >= request.readableHighWaterMark;
}
