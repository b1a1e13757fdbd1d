import { BASE_PATH } from './base-path.ts';

/** The port of HTTPS, which the hub writes into the page; empty while HTTPS is off. */
function httpsPort(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=https-port]')?.content ?? '';
}

/** The address of the hub over HTTPS; null on a page over HTTPS, and while the hub has none. */
export function httpsAddress(port: string | number | null = httpsPort()): string | null {
  if (port === null || port === '' || location.protocol === 'https:') return null;
  return `https://${location.hostname}:${port}${BASE_PATH}/`;
}
