/** An MJPEG server with a defect, 25 pictures a second. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `old`: pictures of a minute ago. `dead`: the first viewer gets no more pictures after ten. */
export type MjpegDefect = 'lost' | 'doubled' | 'unordered' | 'old' | 'dead';

const FRAME_MS = 40;
const PICTURE = Buffer.alloc(2000, 0xd8);

export class MjpegServer {
  readonly url: string;
  readonly #server: Server;
  readonly #defect: MjpegDefect;
  readonly #viewers: ServerResponse[];
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #next = 0;
  #sentToFirst = 0;

  private constructor(server: Server, viewers: ServerResponse[], defect: MjpegDefect) {
    this.#server = server;
    this.#viewers = viewers;
    this.#defect = defect;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?action=stream`;
    this.#timer = setInterval(() => this.#tick(), FRAME_MS);
  }

  static async start(defect: MjpegDefect): Promise<MjpegServer> {
    const viewers: ServerResponse[] = [];
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace;boundary=frame' });
      response.write('--frame\r\n');
      viewers.push(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MjpegServer(server, viewers, defect);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #tick(): void {
    for (; this.#next * FRAME_MS < performance.now() - this.#startedMs; this.#next += 1) {
      for (const seq of this.#numbers(this.#next)) this.#viewers.forEach((viewer, index) => this.#send(viewer, index, seq));
    }
  }

  /** The numbers that are sent in place of this one. */
  #numbers(seq: number): number[] {
    const place = seq % 10;
    if (this.#defect === 'lost' && place === 5) return [];
    if (this.#defect === 'doubled' && place === 5) return [seq, seq];
    if (this.#defect === 'unordered' && (place === 5 || place === 6)) return [place === 5 ? seq + 1 : seq - 1];
    return [seq];
  }

  #send(viewer: ServerResponse, index: number, seq: number): void {
    if (this.#defect === 'dead' && index === 0) {
      this.#sentToFirst += 1;
      if (this.#sentToFirst > 10) return;
    }
    const time = Date.now() / 1000 - (this.#defect === 'old' ? 60 : 0);
    viewer.write(`Content-Type: image/jpeg\r\nX-Timestamp: ${time}\r\nX-Sequence: ${seq}\r\nContent-Length: ${PICTURE.length}\r\n\r\n`);
    viewer.write(PICTURE);
    viewer.write('\r\n--frame\r\n');
  }
}
