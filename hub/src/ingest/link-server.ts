/** Accepts links of camera services. Checks the token before the upgrade, so that unknown clients never get a socket. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { LINK_CLOSE, LINK_MAX_TEXT_BYTES, LINK_PATH, MAX_FRAME_PAYLOAD_BYTES, type HelloParams } from '@eyepiece/shared-types';
import { WebSocketServer, type WebSocket } from 'ws';
import { isBearer } from '../network/bearer.ts';
import { HubError, unauthenticated } from '../errors.ts';
import type { LinkLimits } from '../process/limits/link-limits.ts';
import type { RefuseSocket } from '../network/refuse-socket.ts';
import { CameraLink, type CameraLinkOptions } from './camera-link.ts';
import { LinkOpenings } from './transport/link-openings.ts';
import type { LinkTiming } from './transport/link-pings.ts';
import { LinkTraffic } from './transport/link-traffic.ts';

/** Payload, header, and a reserve for longer headers of later versions. */
const MAX_MESSAGE_BYTES = MAX_FRAME_PAYLOAD_BYTES + 64 * 1024;

const RETRY_AFTER_SECONDS = 5;
/** Of a message before hello. A hello has less, but what follows it may have been read as well. */
const BEFORE_HELLO_BYTES = 2 * LINK_MAX_TEXT_BYTES;
/** Between checks for messages that do not end, ms. */
const UNFINISHED_CHECK_MS = 100;

export interface LinkServerOptions {
  readonly cameraToken: string;
  readonly onHello: CameraLinkOptions['onHello'];
  readonly claim?: CameraLinkOptions['claim'];
  readonly addressOf: (request: IncomingMessage) => string;
  /** Called at most once per `refusalLogMs`, with the number of invalid tokens since the last call. */
  readonly onRefused?: (request: IncomingMessage, count: number) => void;
  /** Called for a link that is refused because of a limit. */
  readonly onLimit?: () => void;
  /** Called for a link that is closed because of its traffic. */
  readonly onFlood?: (link: CameraLink, reason: string) => void;
  readonly limits: LinkLimits;
  readonly refuse: RefuseSocket;
  readonly timing?: LinkTiming;
}

export class LinkServer {
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  readonly #links = new Map<CameraLink, LinkTraffic>();
  readonly #openings: LinkOpenings;
  /** Runs while there are links. */
  #unfinishedTimer: NodeJS.Timeout | undefined;
  readonly #withoutHello = new Set<CameraLink>();
  readonly #options: LinkServerOptions;
  #refusals = 0;
  #refusalsLoggedAtMs = -Infinity;

  constructor(options: LinkServerOptions) {
    this.#options = options;
    this.#openings = new LinkOpenings(options.limits);
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
    const refusal = this.#refusal(this.#options.addressOf(request));
    if (refusal !== undefined) {
      this.#options.onLimit?.();
      this.#options.refuse(socket, new HubError('too_many_connections', refusal, { retryAfterSeconds: RETRY_AFTER_SECONDS }));
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, request, socket));
  }

  #refusal(address: string): string | undefined {
    const { maxLinks, maxWithoutHello, openings } = this.#options.limits;
    if (this.#links.size >= maxLinks || this.#withoutHello.size >= maxWithoutHello) {
      return `The hub accepts ${maxLinks} camera links, ${maxWithoutHello} of them before their hello`;
    }
    if (this.#openings.admits(address, performance.now())) return undefined;
    return `The hub accepts ${openings.perSecond} new camera links a second from one address`;
  }

  #open(webSocket: WebSocket, request: IncomingMessage, socket: Duplex): void {
    const address = this.#options.addressOf(request);
    const traffic = new LinkTraffic(this.#options.limits.rates, { webSocket, socket }, performance.now());
    const link = new CameraLink(webSocket, {
      ...this.#options,
      address,
      onHello: (hello, greeted) => this.#greeted(hello, greeted),
    });
    // Before the listener of the link, which ignores messages once it is closed.
    webSocket.prependListener('message', (data: Buffer, isBinary: boolean) => {
      const excess = traffic.exceeded(isBinary, data.byteLength, performance.now());
      if (excess !== undefined) this.#endFlood(link, traffic, excess);
    });
    this.#links.set(link, traffic);
    this.#unfinishedTimer ??= setInterval(() => this.#checkUnfinished(), UNFINISHED_CHECK_MS).unref();
    this.#withoutHello.add(link);
    link.once('closed', () => {
      this.#links.delete(link);
      if (this.#links.size === 0) this.#stopChecking();
      this.#withoutHello.delete(link);
    });
  }

  #endFlood(link: CameraLink, traffic: LinkTraffic, reason: string): void {
    if (link.isClosed) return;
    traffic.stop();
    this.#openings.penalize(link.address, performance.now());
    this.#options.onFlood?.(link, reason);
    link.close(LINK_CLOSE.tooMuch, reason);
  }

  /** A message that does not end is kept in memory until its link is silent for too long. */
  #checkUnfinished(): void {
    const { maxUnfinishedBytes } = this.#options.limits;
    let all = 0;
    let largest: { link: CameraLink; traffic: LinkTraffic; bytes: number } | undefined;
    for (const [link, traffic] of this.#links) {
      const bytes = traffic.unfinishedBytes;
      all += bytes;
      if (bytes > (largest?.bytes ?? 0)) largest = { link, traffic, bytes };
      if (this.#withoutHello.has(link) && bytes > BEFORE_HELLO_BYTES) this.#endFlood(link, traffic, 'say hello first');
    }
    if (!largest || all <= maxUnfinishedBytes) return;
    this.#endFlood(largest.link, largest.traffic, `the unfinished messages of all links have more than ${maxUnfinishedBytes} bytes`);
  }

  #stopChecking(): void {
    clearInterval(this.#unfinishedTimer);
    this.#unfinishedTimer = undefined;
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
    this.#stopChecking();
    for (const link of [...this.#links.keys()]) link.close(1001, 'the hub is going away');
    this.#sockets.close();
  }
}
