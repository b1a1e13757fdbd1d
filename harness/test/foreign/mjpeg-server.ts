/** An HTTP server that sends pictures as mjpg-streamer does, with headers for the number and the time of each. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FrameSource, type Defect } from './frame-source.ts';

const PICTURE = Buffer.alloc(2000, 0xd8);

export class MjpegServer {
  readonly url: string;
  readonly #server: Server;
  readonly #source: FrameSource<ServerResponse>;

  private constructor(server: Server, viewers: ReadonlySet<ServerResponse>, defect: Defect | undefined) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?action=stream`;
    this.#source = new FrameSource({ defect, viewers: () => viewers, send });
  }

  static async start(defect?: Defect): Promise<MjpegServer> {
    const viewers = new Set<ServerResponse>();
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace;boundary=frame' });
      response.write('--frame\r\n');
      viewers.add(response);
      response.on('close', () => viewers.delete(response));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MjpegServer(server, viewers, defect);
  }

  async close(): Promise<void> {
    this.#source.stop();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function send(viewer: ServerResponse, seq: number, capturedMs: number): void {
  const time = (capturedMs / 1000).toFixed(3);
  viewer.write(`Content-Type: image/jpeg\r\nX-Timestamp: ${time}\r\nX-Sequence: ${seq}\r\nContent-Length: ${PICTURE.length}\r\n\r\n`);
  viewer.write(PICTURE);
  viewer.write('\r\n--frame\r\n');
}
