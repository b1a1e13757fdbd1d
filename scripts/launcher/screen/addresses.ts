import { networkInterfaces } from 'node:os';

const ANY_HOSTS = ['0.0.0.0', '::', ''];

export interface Addresses {
  readonly local: string;
  /** Where other machines find it; empty when it listens on this machine only. */
  readonly network: readonly string[];
}

interface AddressOptions {
  readonly basePath?: string;
  readonly scheme?: 'http' | 'https';
  readonly interfaces?: ReturnType<typeof networkInterfaces>;
}

/** The addresses to open in a browser for a server bound to host and port. */
export function addressesOf(
  host: string,
  port: number,
  { basePath = '', scheme = 'http', interfaces = networkInterfaces() }: AddressOptions = {},
): Addresses {
  const url = (name: string): string => urlOf({ scheme, host: name, port, basePath });
  if (!ANY_HOSTS.includes(host)) return { local: url(host), network: [] };
  const network = Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal)
    .map((entry) => url(entry.address));
  return { local: url('localhost'), network };
}

export interface HttpsAddresses {
  readonly urls: readonly string[];
  /** The page about the local authority; undefined with the operator's certificate. */
  readonly trust: string | undefined;
}

interface HttpsServer {
  readonly host: string;
  readonly port: number;
  readonly basePath: string;
  /** The addresses over HTTP, where the page about trust is. */
  readonly plain: Addresses;
  readonly certificate: 'local' | 'operator' | undefined;
  /** Of the certificate. */
  readonly hostNames: readonly string[];
  readonly interfaces?: ReturnType<typeof networkInterfaces>;
}

/** The operator's certificate is valid for its names only, a local one for all addresses of this machine. */
export function httpsAddressesOf({ host, port, basePath, plain, certificate, hostNames, interfaces }: HttpsServer): HttpsAddresses {
  if (certificate === 'operator') {
    return { urls: hostNames.map((name) => urlOf({ scheme: 'https', host: name, port, basePath })), trust: undefined };
  }
  const { local, network } = addressesOf(host, port, { basePath, scheme: 'https', ...(interfaces && { interfaces }) });
  return { urls: [local, ...network], trust: `${(plain.network[0] ?? plain.local).replace(/\/$/, '')}/trust` };
}

interface UrlParts {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly basePath: string;
}

function urlOf({ scheme, host, port, basePath }: UrlParts): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${name}:${port}${basePath === '' ? '' : `${basePath}/`}`;
}
