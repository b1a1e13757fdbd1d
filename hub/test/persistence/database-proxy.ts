import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A proxy to the database that can break connections while the database runs on. */
export interface DatabaseProxy {
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Stops forwarding, like a database that hangs. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl.replace(/^postgres(ql)?:/, 'http:').replace(/@[^/]*/, '@localhost'));
  const [, host = '', port = ''] = /@([^:/]*):(\d+)/.exec(databaseUrl) ?? [];
  const folder = decodeURIComponent(host);
  const upstream = (): Socket => (folder.startsWith('/') ? connect(`${folder}/.s.PGSQL.${port}`) : connect(Number(port), folder));

  const sockets = new Set<Socket>();
  let paused = false;
  const accept = (client: Socket): void => {
    const server = upstream();
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
      if (paused) from.pause();
    }
  };

  let listener: Server = createServer(accept).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port: ownPort } = listener.address() as AddressInfo;
  const cut = async (): Promise<void> => {
    if (!listener.listening) return;
    const closed = once(listener, 'close');
    listener.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const password = target.password === '' ? '' : `:${target.password}`;
  return {
    url: `postgresql://postgres${password}@127.0.0.1:${String(ownPort)}${target.pathname}`,
    cut,
    mend: async () => {
      listener = createServer(accept).listen(ownPort, '127.0.0.1');
      await once(listener, 'listening');
    },
    pause: () => {
      paused = true;
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      paused = false;
      for (const socket of sockets) socket.resume();
    },
    close: cut,
  };
}
