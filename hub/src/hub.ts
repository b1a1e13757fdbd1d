/** The composition root: a camera's frames go registry → fanout → sockets, orders go sockets/http → commands → registry. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { CameraCommands } from './commands/commands.ts';
import type { Config } from './config.ts';
import { Fanout } from './fanout/fanout.ts';
import { createApp } from './http/app.ts';
import { LinkServer } from './ingest/link-server.ts';
import type { LinkTiming } from './ingest/camera-link.ts';
import { CameraRegistry } from './ingest/registry.ts';
import { Metrics } from './metrics.ts';
import type { Secrets } from './secrets.ts';
import type { HubServer } from './sockets/io.ts';
import { openStorage } from './storage.ts';
import { createSocketServer } from './sockets/server.ts';

/** Captures' metadata travel in a header; notes of 4,000 characters may take 16 kB of UTF-8, base64 a third more. */
const MAX_HEADER_BYTES = 64 * 1024;

export interface HubDependencies {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly version: string;
  /** Shorter intervals for tests. */
  readonly timing?: { readonly link?: LinkTiming; readonly lingerMs?: number };
}

export interface Hub {
  /** Where it listens, with the real port. */
  readonly url: string;
  readonly port: number;
  readonly registry: CameraRegistry;
  readonly io: HubServer;
  /** The administrator made because there were no users; with a password only when it was generated. */
  readonly firstAdmin: { email: string; password?: string } | undefined;
  /** Ends connections, then what they used. May be called twice. */
  close(): Promise<void>;
}

export async function createHub({ config, secrets, logger, version, timing }: HubDependencies): Promise<Hub> {
  const storage = await openStorage(config, secrets, logger);
  const registry = new CameraRegistry();
  const metrics = new Metrics();
  const fanout = new Fanout(registry, { lingerMs: timing?.lingerMs, measurements: metrics.measurements });
  metrics.watch(fanout);
  const commands = new CameraCommands(registry, storage.captures, storage.journal, config.serviceTimeoutMs);
  const services = { config, version, logger, cameraToken: secrets.cameraToken, registry, fanout, metrics, commands, ...storage };
  registry.on('attached', (camera, hello) => {
    logger.info({ cameraId: camera.id, driver: hello.driver, model: hello.model, spooled: hello.spooled }, 'camera attached');
    void storage.rememberCamera(hello);
  });

  const links = new LinkServer({
    cameraToken: secrets.cameraToken,
    onHello: (hello, link) => registry.attach(hello, link),
    onRefused: (address) => logger.warn({ address }, 'a camera link with a wrong token was refused'),
    ...(timing?.link && { timing: timing.link }),
  });
  const handleRequest = createApp(services).callback();
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => void handleRequest(request, response));
  server.requestTimeout = 0; // a large capture over a slow link takes as long as it takes; headers have their own limit
  const sockets = createSocketServer(server, services, await uiVersion(config.uiDir));
  server.on('upgrade', (request, socket, head) => {
    if (links.handles(request)) links.upgrade(request, socket, head);
    else if (!request.url?.startsWith('/socket.io/')) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  });

  await listen(server, config).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    const stopped = new Promise((resolve) => server.close(resolve));
    links.close();
    registry.close();
    fanout.close();
    await sockets.close();
    server.closeAllConnections();
    await stopped;
    await storage.close();
  }

  return {
    url: `http://${config.host}:${port}`,
    port,
    registry,
    io: sockets.io,
    firstAdmin: storage.firstAdmin,
    close: () => (closing ??= close()),
  };
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** What the built UI calls itself, so that an open page can tell when it is older. */
async function uiVersion(uiDir: string): Promise<string> {
  try {
    const { version } = JSON.parse(await readFile(join(uiDir, 'version.json'), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : '';
  } catch {
    return ''; // not built: the development server serves it
  }
}
