/** Accepts links of camera services. Checks the token before the upgrade, so that unknown clients never get a socket. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { LINK_PATH, MAX_FRAME_PAYLOAD_BYTES, type HelloParams } from '@eyepiece/shared-types';
import { WebSocketServer } from 'ws';
import { isBearer } from '../network/bearer.ts';
import { HubError, unauthenticated } from '../errors.ts';
import type { LinkLimits } from '../process/limits/link-limits.ts';
import type { RefuseSocket } from '../network/refuse-socket.ts';
import { CameraLink, type CameraLinkOptions } from './camera-link.ts';
import type { LinkTiming } from './link-pings.ts';

/** Payload, header, and a reserve for longer headers of later versions. */
const MAX_MESSAGE_BYTES = MAX_FRAME_PAYLOAD_BYTES + 64 * 1024;

const RETRY_AFTER_SECONDS = 5;

export interface LinkServerOptions {
  readonly cameraToken: string;
  readonly onHello: CameraLinkOptions['onHello'];
  readonly claim?: CameraLinkOptions['claim'];
  readonly addressOf: (request: IncomingMessage) => string;
  /** Called at most once per `refusalLogMs`, with the number of invalid tokens since the last call. */
  readonly onRefused?: (request: IncomingMessage, count: number) => void;
  /** Called for a link that exceeds a limit. */
  readonly onLimit?: () => void;
  readonly limits: LinkLimits;
  readonly refuse: RefuseSocket;
  readonly timing?: LinkTiming;
}

export class LinkServer {
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  readonly #links = new Set<CameraLink>();
  readonly #withoutHello = new Set<CameraLink>();
  readonly #options: LinkServerOptions;
  #refusals = 0;
  #refusalsLoggedAtMs = -Infinity;

  constructor(options: LinkServerOptions) {
    this.#options = options;
  }

  /** Whether the upgrade request is for the camera link. */
  handles(request: IncomingMessage): boolean {
    return request.url?.split('?')[0] === LINK_PATH;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!isBearer(request.headers.authorization, this.#options.cameraToken)) {
      this.#logRefusal(request);
      this.#options.refuse(socket, unauthenticated('The camera token is missing or wrong'));
      return;
    }
    const { limits, refuse, onLimit } = this.#options;
    if (this.#links.size >= limits.maxLinks || this.#withoutHello.size >= limits.maxWithoutHello) {
      onLimit?.();
      const message = `The hub accepts ${limits.maxLinks} camera links, ${limits.maxWithoutHello} of them before their hello`;
      refuse(socket, new HubError('too_many_connections', message, { retryAfterSeconds: RETRY_AFTER_SECONDS }));
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const link = new CameraLink(webSocket, {
        ...this.#options,
        address: this.#options.addressOf(request),
        onHello: (hello, greeted) => this.#greeted(hello, greeted),
      });
      this.#links.add(link);
      this.#withoutHello.add(link);
      link.once('closed', () => {
        this.#links.delete(link);
        this.#withoutHello.delete(link);
      });
    });
  }

  #greeted(hello: HelloParams, link: CameraLink): void {
    this.#withoutHello.delete(link);
    this.#options.onHello(hello, link);
  }

  #logRefusal(request: IncomingMessage): void {
    this.#refusals += 1;
    const nowMs = performance.now();
    if (nowMs - this.#refusalsLoggedAtMs < this.#options.limits.refusalLogMs) return;
    this.#options.onRefused?.(request, this.#refusals);
    this.#refusals = 0;
    this.#refusalsLoggedAtMs = nowMs;
  }

  close(): void {
    for (const link of this.#links) link.close(1001, 'the hub is going away');
    this.#sockets.close();
  }
}
