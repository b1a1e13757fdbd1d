/** The addresses under which other people can open a page of the hub, the best first. */
import type { ShareAddress } from '@eyepiece/shared-types';
import ipaddr from 'ipaddr.js';
import { reachableAddresses, type Machine } from '../../network/tls/names.ts';

const MAX_ADDRESSES = 12;
const ANY_HOSTS = ['0.0.0.0', '::'];

export interface Published {
  /** PUBLIC_URL, without a trailing slash. */
  readonly publicUrl: string | undefined;
  /** Address of the hub for the client that asks, with the base path; empty when it sent no Host. */
  readonly pageUrl: string;
  readonly basePath: string;
  /** The end of the client's connection, undefined behind a proxy. */
  readonly local: { readonly address: string; readonly port: number } | undefined;
  /** HUB_HOST. */
  readonly listensOn: string;
  /** Ports that are open; undefined when the number is not known. */
  readonly ports: { readonly http: number | undefined; readonly https: number | undefined };
  /** Names of the operator's certificate; undefined for one of the hub's own authority, which covers the addresses of this machine. */
  readonly certificateNames: readonly string[] | undefined;
  readonly machine: Pick<Machine, 'interfaces' | 'extra'>;
}

/** @param path of the page, below the base path */
export function shareAddresses(published: Published, path: string): ShareAddress[] {
  const { publicUrl, pageUrl } = published;
  const isHere = isLoopback(URL.parse(pageUrl)?.hostname ?? '');
  const page: ShareAddress[] = [{ kind: isHere ? 'local' : 'page', url: pageUrl }];
  const others: ShareAddress[] = isHere ? networkUrls(published).map((url) => ({ kind: 'network', url })) : [];
  const known: ShareAddress[] = publicUrl === undefined ? [] : [{ kind: 'public', url: publicUrl }];
  return [...known, ...(isHere ? [...others, ...page] : page)].slice(0, MAX_ADDRESSES).map(({ kind, url }) => ({ kind, url: url + path }));
}

/** The hub on the networks of this machine. Behind a proxy or in a container its own addresses lead nowhere. */
function networkUrls({ local, listensOn, ports, basePath, certificateNames, machine }: Published): string[] {
  if (local === undefined || !isLoopback(local.address)) return [];
  const hosts = ANY_HOSTS.includes(listensOn) ? reachableAddresses(machine) : isLoopback(listensOn) ? [] : [listensOn];
  const secure = ports.https === undefined ? [] : (certificateNames?.filter((name) => !isLoopback(name) && !name.startsWith('*')) ?? hosts);
  return [
    ...(certificateNames === undefined ? [] : secure.map((host) => urlOf('https', host, ports.https))),
    ...(ports.http === undefined ? [] : hosts.map((host) => urlOf('http', host, ports.http))),
    ...(certificateNames === undefined ? secure.map((host) => urlOf('https', host, ports.https)) : []),
  ].map((origin) => origin + basePath);
}

function urlOf(scheme: 'http' | 'https', host: string, port: number | undefined): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name.endsWith('.localhost') || (ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback');
}
