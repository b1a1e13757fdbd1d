/** nginx and Caddy in front of a hub, with the files in deploy/; ports, certificate and the hub's address are replaced. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { freePort } from '@eyepiece/host/free-port';
import { findProxyProgram } from '@eyepiece/host/programs/proxies';
import { stopChild } from '@eyepiece/host/processes/stop-child';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly pem: string;
}

export interface ProxyOptions {
  /** Used by this proxy only; must exist. */
  readonly folder: string;
  readonly certificate: Certificate;
  /** host:port of the hub. */
  readonly upstream: string;
  /** Which file of deploy/: for a host of its own, or for /eyepiece/. */
  readonly belowPath: boolean;
  /** Modifies the configuration further, to simulate a wrong proxy setup. */
  readonly change?: (text: string) => string;
}

/** Valid for localhost for one day. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const [certFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  await promisify(execFile)(findProxyProgram('openssl'), ['req', '-x509', '-days', '1', ...key, '-out', certFile, ...subject]);
  return { certFile, keyFile, pem: await readFile(certFile, 'utf8') };
}

const DEPLOY = fileURLToPath(new URL('../../../deploy', import.meta.url));
const UP_WITHIN_MS = 60_000;
const STOP_MS = 10_000;

export class Proxy {
  readonly #child: ChildProcess;
  readonly url: string;
  #stderr = '';

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => void (this.#stderr = (this.#stderr + text).slice(-4000)));
    child.on('error', (error) => void (this.#stderr += error.message));
  }

  /** The end of the proxy's error log. */
  get stderr(): string {
    return this.#stderr;
  }

  static async nginx(options: ProxyOptions): Promise<Proxy> {
    const { folder, certificate, upstream, belowPath, change = unchanged } = options;
    const [port, plainPort] = [await freePort(), await freePort()];
    const text = await readFile(join(DEPLOY, 'nginx', belowPath ? 'eyepiece-below-path.conf' : 'eyepiece.conf'), 'utf8');
    const site = replaced(text, [['server 127.0.0.1:3000;', `server ${upstream};`], ...listening({ port, plainPort, certificate })]);
    return Proxy.nginxWith(folder, change(site), port);
  }

  /** nginx with the content of a file for conf.d. @param port of HTTPS */
  static async nginxWith(folder: string, site: string, port: number): Promise<Proxy> {
    await writeFile(join(folder, 'eyepiece.conf'), site);
    await writeFile(join(folder, 'nginx.conf'), nginxMain(folder));
    await mkdir(join(folder, 'temp'));
    const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
    return Proxy.#start(findProxyProgram('nginx'), args, {}, port);
  }

  static async caddy(options: ProxyOptions): Promise<Proxy> {
    const { folder, certificate, upstream, belowPath, change = unchanged } = options;
    const [port, plainPort] = [await freePort(), await freePort()];
    const text = await readFile(join(DEPLOY, 'caddy', belowPath ? 'Caddyfile.below-path' : 'Caddyfile'), 'utf8');
    const site = replaced(text, [
      ['\n{\n', `\n{\n\tadmin off\n\thttp_port ${plainPort}\n`],
      ['\nlab.example {\n', `\nhttps://localhost:${port} {\n\tbind 127.0.0.1\n`],
      ['127.0.0.1:3000', upstream],
      ['# tls /etc/ssl/eyepiece/fullchain.pem /etc/ssl/eyepiece/privkey.pem', `tls ${certificate.certFile} ${certificate.keyFile}`],
    ]);
    const file = join(folder, 'Caddyfile');
    await writeFile(file, change(site));
    const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    return Proxy.#start(findProxyProgram('caddy'), ['run', '--adapter', 'caddyfile', '--config', file], home, port);
  }

  static async #start(command: string, args: readonly string[], env: NodeJS.ProcessEnv, port: number): Promise<Proxy> {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    const proxy = new Proxy(child, `https://localhost:${port}`);
    try {
      await vi.waitFor(() => accepts(port), { timeout: UP_WITHIN_MS, interval: 100 });
    } catch (error) {
      await proxy.close();
      throw new Error(`${command} does not listen: ${proxy.stderr}`, { cause: error });
    }
    return proxy;
  }

  close(): Promise<void> {
    return stopChild(this.#child, STOP_MS);
  }
}

/** The part of Debian's nginx.conf around conf.d, in a temporary folder. */
function nginxMain(folder: string): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${join(folder, 'temp', name)};`);
  // Under root, nginx runs its workers as "nobody", which cannot enter the folder.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  return `${user}daemon off;
pid ${join(folder, 'nginx.pid')};
events {}
http {
  access_log off;
${temp.join('\n')}
  include ${join(folder, 'eyepiece.conf')};
}
`;
}

const unchanged = (text: string): string => text;

interface Listening {
  /** Of HTTPS. */
  readonly port: number;
  readonly plainPort: number;
  readonly certificate: Certificate;
}

/** Replaces ports and certificate in a file of deploy/nginx. */
export function listening({ port, plainPort, certificate }: Listening): readonly (readonly [string, string])[] {
  return [
    ['    listen [::]:80;\n', ''],
    ['    listen [::]:443 ssl http2;\n', ''],
    ['listen 80;', `listen 127.0.0.1:${plainPort};`],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
    ['/etc/ssl/eyepiece/fullchain.pem', certificate.certFile],
    ['/etc/ssl/eyepiece/privkey.pem', certificate.keyFile],
  ];
}

/** @throws when a text to replace is missing, so that changes of deploy/ are noticed */
export function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the file in deploy/ has no ${JSON.stringify(from)}`);
    return result.replaceAll(from, to);
  }, text);
}

async function accepts(port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect');
  } finally {
    socket.destroy();
  }
}
