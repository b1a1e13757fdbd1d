import { networkInterfaces } from 'node:os';

const ANY_HOSTS = ['0.0.0.0', '::', ''];

export interface Addresses {
  readonly local: string;
  /** Where other machines find it; empty when it listens on this machine only. */
  readonly network: readonly string[];
}

/** The addresses to open in a browser for a server bound to host and port. */
export function addressesOf(host: string, port: number, basePath = '', interfaces = networkInterfaces()): Addresses {
  const path = basePath === '' ? '' : `${basePath}/`;
  if (!ANY_HOSTS.includes(host)) {
    const name = host.includes(':') ? `[${host}]` : host;
    return { local: `http://${name}:${port}${path}`, network: [] };
  }
  const network = Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal)
    .map((entry) => `http://${entry.address}:${port}${path}`);
  return { local: `http://localhost:${port}${path}`, network };
}
