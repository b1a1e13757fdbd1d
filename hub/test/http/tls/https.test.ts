/** A hub that also listens for HTTPS: the same application, cookies and headers for it, and plain requests on its port. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { ErrorBody, HubHealth, LoginResult, Trust } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import { ConfigError } from '../../../src/process/config.ts';
import { keyPem } from '../../../src/network/tls/identity.ts';
import { makeAuthority, makeServerCertificate } from '../../../src/network/tls/x509.ts';
import { ADMIN, startHub } from '../../setup/start-hub.ts';
import { useHub } from '../../setup/use-hub.ts';
import { RawConnection } from '../limits/raw-connection.ts';
import { ask, authorityOf, LOCAL, originOf, portOf, type SecureAnswer } from './secure-client.ts';

const SOON = { timeout: 60_000 };
const http = { ...DEFAULT_LIMITS.http, refusalLingerMs: 10_000 };
const hub = useHub({ tls: LOCAL }, { limits: { ...DEFAULT_LIMITS, http } });
const WEBSOCKET = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];

const cookiesOf = ({ headers }: SecureAnswer): string[] => headers['set-cookie'] ?? [];
const codeOf = ({ body }: SecureAnswer): string => (JSON.parse(body) as ErrorBody).code;
const sessionIn = (cookies: readonly string[]): string => cookies.find((line) => line.includes('eyepiece_session=')) ?? '';
const logIn = (headers: Record<string, string> = {}): Promise<SecureAnswer> => ask(hub, '/api/v1/auth/login', { json: ADMIN, headers });

describe('the authority', () => {
  it('can be fetched over HTTP without a sign-in, and proves the HTTPS port', async () => {
    const response = await hub.api('/trust/authority.crt');
    expect(response.headers.get('content-type')).toBe('application/x-x509-ca-cert');
    const ca = await response.text();
    expect((await ask(hub, '/health', { ca })).status).toBe(200);
    const trust = (await (await hub.api('/trust')).json()) as Trust;
    const certificate = new X509Certificate(ca);
    expect(trust).toEqual({
      httpsPort: portOf(hub),
      authority: {
        name: expect.stringMatching(/^Eyepiece on [\w.-]+ \(\d{4}-\d\d-\d\d\)$/) as unknown,
        sha256: certificate.fingerprint256,
        validUntil: certificate.validToDate.toISOString(),
      },
      hostNames: expect.arrayContaining(['localhost']) as unknown,
    });
    expect(ca).not.toContain('PRIVATE');
  });

  it('is needed', async () => {
    const other = await makeAuthority('other', { dns: ['localhost'], ip: [] }, { from: new Date(), to: new Date(Date.now() + 86_400_000) });
    await expect(ask(hub, '/health', { ca: other.certificate.toString() })).rejects.toThrow(/certificate/);
  });
});

describe('cookies', () => {
  it('are Secure over HTTPS, with a name of their own, and not over HTTP', async () => {
    const cookies = cookiesOf(await logIn());
    expect(cookies).toHaveLength(2);
    for (const line of cookies) expect(line).toMatch(/^__Secure-eyepiece_(session|device)=[^;]+; .*; secure; .*httponly/i);
    const plain = (await hub.api('/auth/login', { method: 'POST', json: ADMIN })).headers.getSetCookie();
    expect(plain).toHaveLength(2);
    for (const line of plain) expect(line).toMatch(/^eyepiece_(session|device)=/);
    for (const line of plain) expect(line).not.toMatch(/; secure/i);
  });

  it('sign in, from pages of the same origin only', async () => {
    const cookie = sessionIn(cookiesOf(await logIn())).split(';')[0] ?? '';
    const change = (origin: string): Promise<SecureAnswer> =>
      ask(hub, '/api/v1/shares', { json: { kind: 'live' }, headers: { cookie, origin } });
    expect((await ask(hub, '/api/v1/auth/me', { headers: { cookie } })).status).toBe(200);
    for (const origin of [hub.url, originOf(hub).replace('https', 'http'), 'https://evil.example'])
      expect(codeOf(await change(origin))).toBe('bad_origin');
    expect(codeOf(await change(originOf(hub)))).toBe('validation_failed');
  });

  it('of the other protocol end with a new sign-in, and with a sign-out', async () => {
    const [secure, plain] = ['__Secure-eyepiece_session=x', 'eyepiece_session=x'];
    expect(cookiesOf(await logIn({ cookie: plain }))).toContainEqual(
      expect.stringMatching(/^eyepiece_session=; path=\/; expires=Thu, 01 Jan 1970/),
    );
    const headers = { cookie: secure };
    const answer = await hub.api('/auth/login', { method: 'POST', json: ADMIN, headers });
    expect(answer.headers.getSetCookie()).toContainEqual(
      expect.stringMatching(/^__Secure-eyepiece_session=; .*expires=Thu, 01 Jan 1970.*; secure/),
    );
    const out = await hub.api('/auth/logout', { method: 'POST', headers });
    expect(out.headers.getSetCookie()).toHaveLength(2);
  });
});

describe('headers', () => {
  it('allow connections by wss only, and no HSTS, which would forbid exceptions for the local authority', async () => {
    const { headers } = await ask(hub, '/docs');
    expect(String(headers['content-security-policy']).split(';')).toContain(`connect-src 'self' wss://127.0.0.1:${portOf(hub)}`);
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('reach the page, which knows the port', async () => {
    await mkdir(join(hub.dataDir, 'ui'), { recursive: true });
    await writeFile(join(hub.dataDir, 'ui', 'index.html'), '<meta name="base-path" content="" /><meta name="https-port" content="" />');
    for (const page of [(await ask(hub, '/')).body, await (await hub.api('/')).text()]) {
      expect(page).toBe(`<meta name="base-path" content="" /><meta name="https-port" content="${portOf(hub)}" />`);
    }
  });

  it('make links that begin with https://', async () => {
    await hub.connectCamera({ cameraId: 'linked' });
    const { access_token: token } = JSON.parse((await logIn()).body) as LoginResult;
    const json = { kind: 'live', cameraId: 'linked' };
    const answer = await ask(hub, '/api/v1/shares', { json, headers: { authorization: `Bearer ${token}` } });
    expect((JSON.parse(answer.body) as { url: string }).url).toMatch(new RegExp(`^${originOf(hub)}/guest#`));
  });
});

describe('sockets', () => {
  it('carry frames over wss, and the camera link', async () => {
    const camera = await hub.connectCamera({ cameraId: 'secure' });
    const { access_token: token } = JSON.parse((await logIn()).body) as LoginResult;
    const { io } = await import('socket.io-client');
    for (const transport of ['websocket', 'polling']) {
      const client = io(originOf(hub), {
        auth: { token },
        transports: [transport],
        ca: authorityOf(hub),
        forceNew: true,
        reconnection: false,
      });
      onTestFinished(() => void client.disconnect());
      await new Promise((resolve) => client.once('connect', () => resolve(undefined)));
      const frame = new Promise((resolve) => client.once('frame', resolve));
      await client.emitWithAck('watch', { cameraId: 'secure' });
      await camera.sendFrame();
      expect(await frame).toBe('secure');
    }
    const link = (token: string): Promise<string> => {
      const socket = new WebSocket(`${originOf(hub).replace('https', 'wss')}/ingest/v1`, {
        ca: authorityOf(hub),
        headers: { authorization: `Bearer ${token}` },
      });
      return new Promise((resolve) => {
        socket.once('open', () => resolve('open')).once('error', ({ message }) => resolve(message));
        onTestFinished(() => socket.terminate());
      });
    };
    expect([await link(hub.cameraToken), await link('wrong')]).toEqual(['open', 'Unexpected server response: 401']);
  });
});

describe('plain HTTP on the HTTPS port', () => {
  const plain = async (...lines: string[]): Promise<Awaited<ReturnType<RawConnection['lastAnswer']>>> => {
    const connection = await RawConnection.open(`http://127.0.0.1:${portOf(hub)}`);
    connection.send(...lines);
    return connection.lastAnswer();
  };

  it('is redirected, wherever it leads', async () => {
    const { status, headers } = await plain('GET /library?tag=%C3%A4 HTTP/1.1', 'Host: lab-pc:3443');
    expect([status, headers['location'], headers['cache-control']]).toEqual([307, 'https://lab-pc:3443/library?tag=%C3%A4', 'no-store']);
  });

  it.each([
    ['a write', ['POST /api/v1/auth/login HTTP/1.1', 'Host: lab-pc:3443', 'Content-Length: 0'], 'https://lab-pc:3443/'],
    ['a body', ['GET / HTTP/1.1', 'Host: lab-pc:3443', 'Content-Length: 5', 'X: 1'], 'https://lab-pc:3443/'],
    ['an invalid host', ['GET / HTTP/1.1', 'Host: a/b'], 'https://HOST:PORT/'],
    ['an upgrade', ['GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', 'Host: lab-pc:3443', ...WEBSOCKET], 'https://lab-pc:3443/'],
  ])('is refused for %s, with the address', async (_what, lines, address) => {
    const { status, body } = await plain(...lines);
    expect(status).toBe(400);
    expect((JSON.parse(body) as ErrorBody).message).toBe(`This port speaks HTTPS: use ${address}`);
  });

  it('is refused when it is not HTTP', async () => {
    expect((await plain('hello')).status).toBe(400);
  });
});

it('applies the base path', async () => {
  const below = await startHub({ tls: LOCAL, basePath: '/eyepiece' });
  onTestFinished(() => below.close());
  expect((await ask(below, '/eyepiece/health')).status).toBe(200);
  expect((await ask(below, '/health')).status).toBe(404);
  expect((await ask(below, '/eyepiece')).headers.location).toBe('/eyepiece/');
  expect(sessionIn(cookiesOf(await ask(below, '/eyepiece/api/v1/auth/login', { json: ADMIN })))).toContain('path=/eyepiece/');
});

describe("the operator's certificate", () => {
  let folder: string;
  let ca: string;
  let renew: () => Promise<void>;
  let files: { certFile: string; keyFile: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyepiece-cert-'));
    const validity = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 30 * 86_400_000) };
    const authority = await makeAuthority('public', { dns: ['lab.example'], ip: ['127.0.0.0/8'] }, validity);
    ca = authority.certificate.toString();
    files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    renew = async () => {
      const { certificate, key } = await makeServerCertificate('lab', { dns: ['lab.example'], ip: ['127.0.0.1'] }, validity, authority);
      await writeFile(files.certFile, certificate.toString());
      await writeFile(files.keyFile, keyPem(key));
    };
    await renew();
    return () => rm(folder, { recursive: true });
  });

  it('is served with HSTS over HTTPS only, and there is nothing to trust', async () => {
    const own = await startHub({ tls: { ...LOCAL, files } });
    onTestFinished(() => own.close());
    expect((await ask(own, '/health', { ca })).headers['strict-transport-security']).toBe('max-age=3600');
    expect((await own.raw('/health')).headers['strict-transport-security']).toBeUndefined();
    expect(await (await own.api('/trust')).json()).toEqual({ httpsPort: portOf(own), authority: null, hostNames: ['lab.example'] });
    expect((await own.api('/trust/authority.crt')).status).toBe(404);
  });

  it('is taken when it changes while the hub runs; a half-written pair ends nothing and is in the health', async () => {
    await renew();
    const own = await startHub({ tls: { ...LOCAL, files } }, { certificateEveryMs: 20 });
    onTestFinished(() => own.close());
    const fingerprint = async (): Promise<string> => {
      const socket = connect({ port: portOf(own), host: '127.0.0.1', ca });
      await once(socket, 'secureConnect');
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    };
    const client = await own.client({ token: (await own.login()).access_token });
    onTestFinished(() => void client.disconnect());
    const states: HubHealth['certificate'][] = [];
    client.on('hub:health', ({ certificate }) => states.push(certificate));
    const before = await fingerprint();
    const [cert, key] = await Promise.all([readFile(files.certFile, 'utf8'), readFile(files.keyFile, 'utf8')]);
    await writeFile(files.certFile, cert.slice(0, 200));
    await expect.poll(() => states.at(-1), SOON).toBe('not_renewed');
    expect(await fingerprint()).toBe(before);
    await renew();
    await expect.poll(fingerprint, SOON).not.toBe(before);
    await expect.poll(() => states.at(-1), SOON).toBe('ok');
    // The key of the certificate before.
    const renewed = await fingerprint();
    await writeFile(files.keyFile, key);
    await expect.poll(() => states.at(-1), SOON).toBe('not_renewed');
    expect([await fingerprint(), (await ask(own, '/health', { ca })).status]).toEqual([renewed, 200]);
    await renew();
    await expect.poll(() => states.at(-1), SOON).toBe('ok');
  });

  it('is refused at start when it cannot be used', async () => {
    const keyFile = join(folder, 'missing.pem');
    await expect(startHub({ tls: { ...LOCAL, files: { ...files, keyFile } } })).rejects.toThrow(
      `TLS_KEY=${keyFile}: the file cannot be read (ENOENT)`,
    );
  });
});

describe('a port that is in use', () => {
  const taken = createServer();
  let port: number;

  beforeAll(async () => {
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    ({ port } = taken.address() as AddressInfo);
    return () => void taken.close();
  });

  it('leaves HTTP alone when it is the default', async () => {
    const other = await startHub({ tls: { ...LOCAL, port } });
    onTestFinished(() => other.close());
    expect(other.hub.https).toBeUndefined();
    expect((await other.api('/health')).status).toBe(200);
    expect(await (await other.api('/trust')).json()).toEqual({ httpsPort: null, authority: null, hostNames: [] });
  });

  it('stops the start when the operator chose it', async () => {
    const failed = startHub({ tls: { ...LOCAL, port, required: true } });
    await expect(failed).rejects.toThrow(ConfigError);
    await expect(failed).rejects.toThrow(`TLS_PORT=${port}: port ${port} is in use; stop the other program, or choose another port`);
  });
});
