/** The product behind nginx and Caddy as configured in deploy/: at the root of a host and below a path, over https. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Capture, CreatedShare, LoginResult } from '@eyepiece/shared-types';
import pg from 'pg';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOON, useBrowser } from '../../support/browser.ts';
import { ask, firstPicture, open, type HttpsAnswer } from '../../support/https-client.ts';
import { LivePage } from '../../support/live-page.ts';
import { makeCertificate, Proxy, type Certificate } from '../../support/proxy.ts';
import { ADMIN, FULL, System } from '../../support/system.ts';

/** An address of this machine other than the proxy's, where there is one. */
const CLIENT = process.platform === 'linux' ? '127.0.0.9' : '127.0.0.1';
const FORGED = {
  'x-forwarded-for': '203.0.113.66',
  'x-forwarded-proto': 'http',
  'x-forwarded-host': 'evil.example',
  forwarded: 'for=203.0.113.66',
};
const ONE_PICTURE_EVERY_50_S = 0.02;

const browsers = useBrowser();

describe.each(['', '/eyepiece'])('below "%s/"', (basePath) => {
  let system: System;
  let certificate: Certificate;
  let proxies: Record<string, Proxy>;

  beforeAll(async () => {
    system = await System.start({ TRUST_PROXY: '1', BASE_PATH: basePath });
    certificate = await makeCertificate(system.folder);
    const options = async (name: string) => {
      const folder = join(system.folder, name);
      await mkdir(folder);
      return { folder, certificate, upstream: new URL(system.url).host, belowPath: basePath !== '' };
    };
    proxies = { nginx: await Proxy.nginx(await options('nginx')), Caddy: await Proxy.caddy(await options('caddy')) };
  });
  afterAll(async () => {
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    await system.close();
  });

  describe.each(['nginx', 'Caddy'])('%s', (name) => {
    const cameraId = name.toLowerCase();
    let origin: string;
    let url: string;
    let token: string;

    beforeAll(async () => {
      origin = proxies[name]?.url ?? '';
      url = origin + basePath;
      // Frames, commands and uploads of this camera go through the proxy.
      await system.startCamera(cameraId, { HUB_URL: url, SSL_CERT_FILE: certificate.certFile, SIMULATOR_SIZE: FULL });
      token = ((await signIn()).json as LoginResult).access_token;
    });

    async function signIn(headers: Readonly<Record<string, string>> = {}): Promise<HttpsAnswer & { json: unknown }> {
      const json = { email: ADMIN.email, password: ADMIN.password };
      const options = { ca: certificate.pem, method: 'POST', headers: { origin, ...headers }, json, from: CLIENT };
      const answer = await ask(`${url}/api/v1/auth/login`, options);
      return { ...answer, json: JSON.parse(answer.body.toString()) };
    }

    async function call<T>(method: string, path: string, json?: unknown): Promise<T> {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await ask(`${url}/api/v1${path}`, { ca: certificate.pem, method, headers, json });
      if (answer.status >= 300) {
        throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString()}\n${proxies[name]?.stderr ?? ''}`);
      }
      return JSON.parse(answer.body.toString()) as T;
    }

    it('serves the page and its files, with Strict-Transport-Security', async () => {
      const page = await ask(`${url}/`, { ca: certificate.pem });
      expect([page.status, page.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
      const script = /<script [^>]*src="([^"]+)"/.exec(page.body.toString())?.[1] ?? '';
      expect((await ask(origin + script, { ca: certificate.pem })).headers['content-type']).toContain('javascript');
    });

    it('redirects the address without a slash, and serves no other path', async () => {
      const bare = await ask(url, { ca: certificate.pem });
      const health = await ask(`${origin}/health`, { ca: certificate.pem });
      const atRoot = basePath === '';
      expect([bare.status, bare.headers.location]).toEqual(atRoot ? [200, undefined] : [308, `${basePath}/`]);
      expect(health.status).toBe(atRoot ? 200 : 404);
    });

    it('sets a cookie that is sent over https only, and only to the hub', async () => {
      const { status, headers } = await signIn(FORGED);
      expect(status).toBe(200);
      const attributes = headers['set-cookie']?.[0]?.split('; ').slice(1);
      expect(attributes).toEqual(expect.arrayContaining([`path=${basePath}/`, 'secure', 'httponly', 'samesite=strict']));
    });

    it("records the client's address, which the client cannot forge", async () => {
      await signIn(FORGED);
      const database = new pg.Client({ connectionString: system.databaseUrl });
      await database.connect();
      try {
        const { rows } = await database.query<{ address: string }>(
          "select distinct address from audit_events where action = 'sign-in.started' and address not in ('127.0.0.1', $1)",
          [CLIENT],
        );
        expect(rows).toEqual([]);
        const last = await database.query("select address from audit_events where action = 'sign-in.started' order by id desc limit 1");
        expect(last.rows).toEqual([{ address: CLIENT }]);
      } finally {
        await database.end();
      }
    });

    it.each(['websocket', 'polling'])('delivers live pictures over %s', async (transport) => {
      const socket = io(origin, {
        path: `${basePath}/socket.io/`,
        auth: { token },
        transports: [transport],
        ca: certificate.pem,
        timeout: SOON.timeout,
      });
      try {
        await new Promise<void>((resolve, reject) => {
          socket.once('connect', resolve).once('connect_error', reject);
        });
        const pictures = new Promise<void>((resolve) => {
          let count = 0;
          socket.on('frame', () => {
            count += 1;
            if (count === 3) resolve();
          });
        });
        await socket.emitWithAck('watch', { cameraId, flow: 'none' });
        await pictures;
      } finally {
        socket.close();
      }
    });

    it('does not buffer the pictures of a feed', async () => {
      const feed = await call<{ url: string }>('POST', `/cameras/${cameraId}/feed-url`, {});
      expect(feed.url).toContain(`${url}/api/v1/cameras/${cameraId}/feed?token=`);
      // Small and rare: a buffering proxy would wait for minutes to fill its buffer.
      const answer = await open(`${feed.url}&maxWidth=16&maxFps=${ONE_PICTURE_EVERY_50_S}`, { ca: certificate.pem });
      const received = await firstPicture(answer);
      expect(answer.headers['content-type']).toContain('multipart/x-mixed-replace');
      expect(received.includes(Buffer.from([0xff, 0xd8]))).toBe(true);
    });

    it('accepts captures of many megabytes, and returns them', async () => {
      const headers = { authorization: `Bearer ${token}` };
      const snapshot = await ask(`${url}/api/v1/cameras/${cameraId}/snapshot.jpg`, { ca: certificate.pem, headers });
      expect([snapshot.status, snapshot.body.readUInt16BE()]).toEqual([200, 0xffd8]);
      const { capture } = await call<{ capture: Capture }>('POST', `/cameras/${cameraId}/captures`, { format: 'raw' });
      expect(capture.sizeBytes).toBeGreaterThan(1024 * 1024);
      const file = await ask(origin + capture.url, { ca: certificate.pem, headers });
      expect([file.status, file.body.length]).toEqual([200, capture.sizeBytes]);
    });

    it('creates links that point to the proxy', async () => {
      const json = { kind: 'live', cameraId };
      const headers = { authorization: `Bearer ${token}`, ...FORGED };
      const answer = await ask(`${url}/api/v1/shares`, { ca: certificate.pem, method: 'POST', headers, json });
      const { url: link } = JSON.parse(answer.body.toString()) as CreatedShare;
      expect(link).toMatch(new RegExp(`^${url}/guest#[\\w-]{20,}$`));
    });

    it('works in a browser: sign-in, live picture, capture, library, a link for a guest', async () => {
      const { page, pageErrors } = await browsers.open({ ignoreHTTPSErrors: true });
      const live = new LivePage(page);
      await live.signIn(`${url}/live/${cameraId}`, ADMIN);
      await live.expectAdvancing();
      expect(await page.evaluate(() => isSecureContext)).toBe(true);
      await live.snap();
      await live.strip.first().waitFor();
      await page.getByRole('link', { name: 'Library' }).click();
      await expect.poll(() => new URL(page.url()).pathname, SOON).toBe(`${basePath}/library`);
      await page.getByTestId('library-item').first().click();
      await expect.poll(() => new URL(page.url()).pathname, SOON).toMatch(new RegExp(`^${basePath}/library/`));
      await page.reload();
      await page.getByTestId('picture').waitFor();
      expect(pageErrors).toEqual([]);

      const share = await call<CreatedShare>('POST', '/shares', { kind: 'live', cameraId });
      const guest = await browsers.open({ ignoreHTTPSErrors: true });
      await guest.page.goto(share.url);
      await guest.page.getByTestId('guest-name').fill('Uma');
      await guest.page.getByRole('button', { name: 'Join' }).click();
      await new LivePage(guest.page).expectAdvancing();
      expect(guest.pageErrors).toEqual([]);
      expect([...guest.hosts]).toEqual([new URL(origin).host]);
    });
  });

  it('shows on the page that a proxy changes the Host, instead of asking to sign in again', async () => {
    const folder = join(system.folder, 'careless');
    await mkdir(folder);
    const careless = await Proxy.nginx({
      folder,
      certificate,
      upstream: new URL(system.url).host,
      belowPath: basePath !== '',
      change: (text) => text.replace(/(proxy_set_header Host +)[^;]+;/, '$1eyepiece.internal;').replace(/.*X-Forwarded-Host.*\n/, ''),
    });
    try {
      const { page } = await browsers.open({ ignoreHTTPSErrors: true });
      const live = new LivePage(page);
      await live.signIn(`${careless.url}${basePath}/`, ADMIN);
      const advice = `ALLOWED_ORIGINS=${careless.url}`;
      await page.getByTestId('sign-in-error').getByText(advice).waitFor();
      expect(await page.getByTestId('sign-in-error').textContent()).toContain('changes the Host header');

      // Already signed in: cookies do not depend on the port.
      await live.signIn(`${proxies['nginx']?.url ?? ''}${basePath}/`, ADMIN);
      await page.getByTestId('viewport').waitFor();
      await page.goto(`${careless.url}${basePath}/`);
      const dialog = page.getByRole('dialog', { name: 'The hub refuses this page' });
      await dialog.getByText(advice).waitFor();
      expect(await dialog.textContent()).not.toContain('session has ended');
    } finally {
      await careless.close();
    }
  });
});
