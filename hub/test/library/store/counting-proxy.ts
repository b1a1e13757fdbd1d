/** A proxy to a server on this machine that counts the bytes that the server sends. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

export interface CountingProxy {
  readonly url: string;
  /** Bytes that the server has sent. */
  readonly sentBytes: number;
  close(): Promise<void>;
}

export async function startCountingProxy(target: string): Promise<CountingProxy> {
  let sentBytes = 0;
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(Number(new URL(target).port), '127.0.0.1');
    server.on('data', (chunk: Buffer) => (sentBytes += chunk.length));
    for (const socket of [client, server]) sockets.add(socket.once('close', () => sockets.delete(socket)));
    pipeline(client, server, () => undefined);
    pipeline(server, client, () => undefined);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    url: `http://127.0.0.1:${String((listener.address() as AddressInfo).port)}`,
    get sentBytes() {
      return sentBytes;
    },
    close: async () => {
      const closed = once(listener, 'close');
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
