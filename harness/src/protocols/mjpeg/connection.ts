/** A viewer of an MJPEG stream. It reads the headers of each picture and counts its bytes. */
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { ConnectError } from '../websocket/websocket-client.ts';
import { oneLine } from '../../input/one-line.ts';
import { asMicroseconds, asNumber } from '../fields.ts';
import type { Arrivals, Connection, Frame } from '../protocol.ts';
import { SilenceTimer } from '../silence.ts';
import { untilLeft } from '../until-left.ts';
import { boundaryOf, MultipartReader } from './multipart-reader.ts';
import type { MjpegOptions } from './options.ts';

const ANSWER_MS = 10_000;

export interface MjpegViewer {
  readonly url: URL;
  readonly options: MjpegOptions;
  readonly arrivals: Arrivals;
  readonly misfit: (text: string) => void;
  /** Ends the attempt to open. */
  readonly signal?: AbortSignal | undefined;
}

export class MjpegConnection implements Connection {
  readonly #viewer: MjpegViewer;
  readonly #response: IncomingMessage;
  readonly #reader: MultipartReader;
  readonly #silence: SilenceTimer;
  #closed = false;
  #ended = false;

  private constructor(viewer: MjpegViewer, response: IncomingMessage) {
    this.#viewer = viewer;
    this.#response = response;
    const { idleTimeoutMs, maxPictureBytes } = viewer.options;
    const handler = {
      part: (headers: ReadonlyMap<string, string>, bytes: number) => this.#part(headers, bytes),
      end: () => this.#end('the server ended the stream'),
    };
    this.#reader = new MultipartReader(boundaryOf(response.headers['content-type']), handler, maxPictureBytes);
    this.#silence = new SilenceTimer(idleTimeoutMs, () => this.#end(`nothing arrived for ${idleTimeoutMs} ms`));
    response.on('data', (chunk: Buffer) => this.#received(chunk));
    response.on('end', () => this.#end('the server ended the stream'));
    // The error of the response is the same for a reset and for an early end.
    response.socket.on('error', (error) => this.#end(error.message));
    response.on('error', () => this.#end('the server ended the stream'));
    response.on('close', () => this.#end('the connection was lost'));
    this.#silence.start();
  }

  /** @throws {ConnectError} if the server is unreachable, refuses, or sends no such stream */
  static async open(viewer: MjpegViewer): Promise<MjpegConnection> {
    const response = await answerOf(viewer);
    try {
      const { statusCode = 0, statusMessage = '' } = response;
      const problem = `the server refused: ${statusCode} ${oneLine(statusMessage)}`.trim();
      if (statusCode !== 200) throw new ConnectError(problem, { status: statusCode });
      return new MjpegConnection(viewer, response);
    } catch (error) {
      response.destroy();
      throw new ConnectError(oneLine((error as Error).message));
    }
  }

  acknowledge(): void {
    // HTTP has no acknowledgements.
  }

  stall(): void {
    this.#silence.pause(this.#response);
  }

  resume(): void {
    this.#silence.resume(this.#response);
  }

  close(): void {
    this.#closed = true;
    this.#end('closed');
  }

  #received(chunk: Buffer): void {
    if (this.#ended) return;
    this.#silence.heard();
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#end((error as Error).message);
    }
  }

  #part(headers: ReadonlyMap<string, string>, bytes: number): void {
    if (this.#ended) return;
    const { seq, time, timeUnit } = this.#viewer.options;
    const frame: Frame = {
      seq: seq === undefined ? null : asNumber(headers.get(seq)),
      capturedAtUs: time === undefined ? null : asMicroseconds(headers.get(time), timeUnit),
      width: null,
    };
    const lacking = (name: string): void =>
      this.#viewer.misfit(`a picture has no usable header ${name}; it has: ${oneLine([...headers.keys()].join(', '))}`);
    if (seq !== undefined && frame.seq === null) lacking(seq);
    else if (time !== undefined && frame.capturedAtUs === null) lacking(time);
    this.#viewer.arrivals.frame(frame, bytes);
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#silence.stop();
    this.#response.destroy();
    if (!this.#closed) this.#viewer.arrivals.lost(reason);
  }
}

function answerOf({ url, options, signal }: MjpegViewer): Promise<IncomingMessage> {
  let leave = (): void => undefined;
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    const get = url.protocol === 'https:' ? getHttps : getHttp;
    // Without an agent: a viewer has its own connection, and leaving closes it.
    const request = get(url, { agent: false, headers: options.headers }, (response) => {
      clearTimeout(deadline);
      resolve(response);
    });
    const deadline = setTimeout(() => request.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
    request.on('error', (error) => {
      clearTimeout(deadline);
      reject(new ConnectError(`${url.origin}: ${error.message}`));
    });
    leave = () => request.destroy(new Error('the viewer has left'));
  });
  return untilLeft(answer, signal, leave);
}
