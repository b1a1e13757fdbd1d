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

interface UrlParts {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly basePath: string;
}

export function urlOf({ scheme, host, port, basePath }: UrlParts): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${name}:${port}${basePath === '' ? '' : `${basePath}/`}`;
}
