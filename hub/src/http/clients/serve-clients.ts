/**
 * /clients/: the packages of the clients, with the commands to install them from this hub. /embed/: the web component.
 * They are public and the same for everybody, so that pages of all origins may load them, without cookies.
 */
import { Readable } from 'node:stream';
import type { Context, Middleware } from 'koa';
import { HubError, notFound } from '../../errors.ts';
import type { Config } from '../../process/config.ts';
import { decodePath } from '../middleware/built-files.ts';
import { answerOtherMethod, READING } from '../middleware/methods.ts';
import { HOST } from '../middleware/security-headers.ts';
import { publicUrl, usesHttps } from '../routing/public-address.ts';
import type { HubContext } from '../routing/route.ts';
import { sendBytes } from '../sending/send-bytes.ts';
import { ClientFiles, type ClientFile, type Encoding } from './client-files.ts';
import { clientsPage } from './clients-page.ts';

const PATH = /^\/(clients|embed)(?:\/([^/]*))?$/;
const TYPES = { embed: 'text/javascript; charset=utf-8', python: 'application/octet-stream', typescript: 'application/gzip' } as const;
/** A new build may have the version and the name of the one before: browsers ask each time, and get a 304. */
const CACHE = 'public, no-cache';

type ClientsConfig = Pick<Config, 'clientsDir' | 'basePath' | 'allowedOrigins' | 'publicUrl'>;

export function serveClients(config: ClientsConfig): Middleware {
  const files = new ClientFiles(config.clientsDir);
  return async (context, next) => {
    const [matched, folder, name = ''] = PATH.exec(context.path) ?? [];
    const ctx = context as unknown as HubContext;
    if (matched === undefined) await next();
    else if (ctx.method === 'GET' || ctx.method === 'HEAD') await answer(ctx, folder === 'embed' ? 'embed' : 'clients', decodePath(name));
    else answerOtherMethod(ctx, READING);
  };

  async function answer(ctx: HubContext, folder: 'clients' | 'embed', name: string): Promise<void> {
    const all = [...(await files.all()).values()];
    // The policies of the hub's pages would keep these files from other origins.
    ctx.set({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    if (folder === 'clients' && name === '') sendPage(ctx, config, all);
    else if (folder === 'clients' && name === 'files.json') sendList(ctx, all);
    else {
      const found = all.find((file) => namesOf(file).includes(name) && (file.kind === 'embed') === (folder === 'embed'));
      await sendClient(ctx, found ?? missing(all.length > 0, ctx.path));
    }
  }
}

/** npm installs from an address without a version, so that commands stay the same. pip reads the version from the name. */
function namesOf({ kind, name, version }: ClientFile): string[] {
  return kind === 'typescript' ? [name, name.replace(`-${version}`, '')] : [name];
}

/** @throws {HubError} always */
function missing(isBuilt: boolean, path: string): never {
  if (isBuilt) throw notFound(`The file ${path}`);
  throw new HubError('not_found', 'The clients have not been built: run `npm start`, or `node scripts/clients/main.ts`');
}

function sendPage(ctx: Context, config: ClientsConfig, files: readonly ClientFile[]): void {
  // It depends on the address under which it was opened.
  ctx.set('Cache-Control', 'no-store');
  ctx.type = 'text/html';
  // The address becomes part of commands that people copy.
  if (!HOST.test(ctx.host))
    throw new HubError('validation_failed', 'The Host header must be a host name or an address, with a port or without');
  const address = config.publicUrl ?? publicUrl(ctx, config, '');
  ctx.body = clientsPage({ address, basePath: config.basePath, isHttps: usesHttps(ctx), files });
}

function sendList(ctx: Context, files: readonly ClientFile[]): void {
  ctx.set('Cache-Control', CACHE);
  ctx.body = {
    files: files.map(({ kind, name, version, bytes, sha256 }) => ({
      kind,
      name,
      version,
      path: `/${kind === 'embed' ? 'embed' : 'clients'}/${name}`,
      sizeBytes: bytes.length,
      sha256: sha256.toString('hex'),
    })),
  };
}

async function sendClient(ctx: HubContext, { kind, name, encoded }: ClientFile): Promise<void> {
  const offered = Object.keys(encoded) as Encoding[];
  const accepted = ctx.acceptsEncodings(...offered);
  const encoding = offered.find((one) => one === accepted) ?? 'identity';
  const { bytes, sha256 } = encoded[encoding] ?? missing(true, ctx.path);
  if (encoding !== 'identity') ctx.set('Content-Encoding', encoding);
  if (offered.length > 1) ctx.vary('Accept-Encoding');
  if (kind !== 'embed') ctx.attachment(name);
  ctx.set({
    'Content-Type': TYPES[kind],
    'Cache-Control': CACHE,
    // RFC 9530: of the whole file in this encoding, also with a range.
    'Repr-Digest': `sha-256=:${sha256.toString('base64')}:`,
  });
  await sendBytes(ctx, {
    sizeBytes: bytes.length,
    etag: `"${sha256.toString('base64url').slice(0, 22)}"`,
    what: 'file',
    open: (from, to) => Readable.from([bytes.subarray(from, to + 1)]),
  });
}
