import type { ShareAddress } from '@eyepiece/shared-types';

/** "192.168.1.20:3000 · local network", to choose among the addresses of a link. */
export function addressText({ kind, url }: ShareAddress): string {
  const { host, protocol } = new URL(url, 'http://localhost');
  const words = { public: 'public address', page: 'address of this page', network: 'local network', local: 'this machine only' }[kind];
  return `${protocol === 'https:' ? 'https://' : ''}${host} · ${words}`;
}

/** What the people who get the link need; null when they need nothing. */
export function addressNote({ kind, url }: ShareAddress): string | null {
  if (kind === 'local')
    return 'Only this machine can open this address. To share with others, let the hub listen on the network (HUB_HOST) or set PUBLIC_URL.';
  if (kind === 'network' && url.startsWith('https:')) return 'Devices in this network can open it. They have to trust the hub once.';
  return kind === 'network' ? 'Devices in this network can open it. The connection is not encrypted.' : null;
}
