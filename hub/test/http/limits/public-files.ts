/** A hub with a manual and packages of clients, and files beside them that are not public. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll } from 'vitest';
import type { TestHub } from '../../setup/start-hub.ts';
import { useHub } from '../../setup/use-hub.ts';
import { RawConnection, type RawAnswer } from './raw-connection.ts';

export const SECRET = 'this is not public';
export const PAGE = `<h1>${'Manual '.repeat(200)}</h1>`;
export const SCRIPT = `customElements.define('eyepiece-live', class extends HTMLElement {});\n`.repeat(20);
const WHEEL = 'eyepiece-1.2.0-py3-none-any.whl';
/** Far more than the kernel buffers for a connection without a reader. */
export const LARGE_BYTES = 32 * 1024 * 1024;

/** The public files, with their text. */
export const FILES: readonly (readonly [path: string, text: string])[] = [
  [`/clients/${WHEEL}`, 'the bytes of a wheel'],
  ['/embed/eyepiece-live.js', SCRIPT],
  ['/manual/page.html', PAGE],
];

type Headers = Readonly<Record<string, string>>;

interface PublicFiles {
  readonly hub: TestHub;
  readonly manual: string;
  /** The folder of the packages. */
  clients(): string;
  /** Replaces the list of the packages. */
  publish(list: string): void;
  /** Sends the head of a request, unchanged. */
  open(path: string, headers?: Headers, method?: string): Promise<RawConnection>;
  ask(path: string, headers?: Headers, method?: string): Promise<RawAnswer>;
}

const builtFrom = '0'.repeat(64);
export const LIST = JSON.stringify({
  files: [
    { kind: 'embed', name: 'eyepiece-live.js', version: '1.2.0', builtFrom },
    { kind: 'python', name: WHEEL, version: '1.2.0', builtFrom },
  ],
});

export function usePublicFiles(): PublicFiles {
  const root = mkdtempSync(join(tmpdir(), 'eyepiece-public-'));
  // Only names below the folder say what is cached for ever.
  const manual = join(root, 'assets', 'dist');
  const hub = useHub({ manualDir: manual, corsOrigins: ['https://lab.example'] });
  const self: PublicFiles = {
    hub,
    manual,
    clients: () => join(hub.dataDir, 'clients'),
    publish: (list) => {
      writeFileSync(join(self.clients(), 'next'), list);
      renameSync(join(self.clients(), 'next'), join(self.clients(), 'files.json'));
    },
    open: async (path, headers = {}, method = 'GET') => {
      const connection = await RawConnection.open(hub.url);
      const lines = Object.entries({ host: 'hub', connection: 'close', ...headers });
      connection.send(`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`));
      return connection;
    },
    ask: async (...request) => (await self.open(...request)).lastAnswer(),
  };
  beforeAll(() => {
    writeManual(manual);
    mkdirSync(self.clients());
    for (const folder of [join(manual, '..'), hub.dataDir, self.clients()]) writeFileSync(join(folder, 'secret.html'), SECRET);
    writeFileSync(join(self.clients(), 'eyepiece-live.js'), SCRIPT);
    writeFileSync(join(self.clients(), WHEEL), FILES[0]?.[1] ?? '');
    self.publish(LIST);
  });
  afterAll(() => rmSync(root, { recursive: true }));
  return self;
}

function writeManual(folder: string): void {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'page.html'), PAGE);
  writeFileSync(join(folder, 'page.html.br'), brotliCompressSync(PAGE));
  writeFileSync(join(folder, 'page.html.gz'), gzipSync(PAGE));
  writeFileSync(join(folder, 'assets', 'app.1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'large.html'), '');
  truncateSync(join(folder, 'large.html'), LARGE_BYTES);
}
