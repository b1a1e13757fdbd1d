/** Accepts camera services: checks the token before the upgrade, so that a stranger never gets a socket. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { LINK_PATH, MAX_FRAME_PAYLOAD_BYTES, type HelloParams } from '@eyepiece/shared-types';
import { WebSocketServer } from 'ws';
import { isBearer } from '../bearer.ts';
import { unauthenticated } from '../errors.ts';
import type { RefuseSocket } from '../refuse-socket.ts';
import { CameraLink, type LinkTiming } from './camera-link.ts';

/** Payload, header, and room for a longer header of a later version. */
const MAX_MESSAGE_BYTES = MAX_FRAME_PAYLOAD_BYTES + 64 * 1024;

export interface LinkServerOptions {
  readonly cameraToken: string;
  readonly onHello: (hello: HelloParams, link: CameraLink) => void;
  readonly onRefused?: (request: IncomingMessage) => void;
  readonly refuse: RefuseSocket;
  readonly timing?: LinkTiming;
}

export class LinkServer {
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  readonly #links = new Set<CameraLink>();
  readonly #options: LinkServerOptions;

  constructor(options: LinkServerOptions) {
    this.#options = options;
  }

  /** Whether the upgrade request is for the camera link. */
  handles(request: IncomingMessage): boolean {
    return request.url?.split('?')[0] === LINK_PATH;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!isBearer(request.headers.authorization, this.#options.cameraToken)) {
      this.#options.onRefused?.(request);
      this.#options.refuse(socket, unauthenticated('The camera token is missing or wrong'));
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const link = new CameraLink(webSocket, this.#options.onHello, this.#options.timing);
      this.#links.add(link);
      link.once('closed', () => this.#links.delete(link));
    });
  }

  close(): void {
    for (const link of this.#links) link.close(1001, 'the hub is going away');
    this.#sockets.close();
  }
}
