/** The port and the certificate of HTTPS, for the page. The launcher makes no certificate: without one there is no page. */
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { readSmallFile } from '@eyepiece/host/data-folder/small-file';
import type { Environment } from '../settings/camera-variables.ts';
import type { Settings } from '../settings/settings.ts';

/** The hub's default of TLS_PORT. */
const DEFAULT_PORT = 3443;
const NO_PROXY = ['', '0'];

/** PEM texts for node:tls. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

export interface HttpsPage {
  readonly port: number;
  /** @throws when the files cannot be read, or no hub has made them yet */
  readonly credentials: () => Promise<Credentials>;
}

/** undefined: the hub has no HTTPS, or no browser can know its port. */
export function httpsPageOf({ tls, tlsPort = DEFAULT_PORT, dataDir }: HttpsSettings, env: Environment): HttpsPage | undefined {
  const { TLS_CERT: certFile = '', TLS_KEY: keyFile = '', TRUST_PROXY: proxy = '' } = env;
  const isBehindProxy = tls === undefined && certFile === '' && !NO_PROXY.includes(proxy);
  if (tls === 'off' || tlsPort === 0 || isBehindProxy) return undefined;
  return {
    port: tlsPort,
    credentials: () => (certFile === '' ? localCredentials(join(dataDir, 'tls')) : operatorCredentials(certFile, keyFile)),
  };
}

type HttpsSettings = Pick<Settings, 'tls' | 'tlsPort' | 'dataDir'>;

async function operatorCredentials(certFile: string, keyFile: string): Promise<Credentials> {
  return { cert: await readSmallFile(certFile), key: await readSmallFile(keyFile) };
}

/** Each file holds a certificate and its key. The key of the authority stays out of the TLS server. */
async function localCredentials(folder: string): Promise<Credentials> {
  const server = await readSmallFile(join(folder, 'server.pem'));
  const authority = new X509Certificate(await readSmallFile(join(folder, 'authority.pem')));
  return { cert: `${new X509Certificate(server).toString()}${authority.toString()}`, key: server };
}
