import { BASE_PATH } from './base-path.ts';

/**
 * Registers the service worker, which makes the page installable and tells when the hub cannot be reached. Only over
 * HTTPS: on localhost the development server and the hub would share it.
 */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || location.protocol !== 'https:' || !('serviceWorker' in navigator)) return;
  // A browser that does not trust the certificate refuses. The page works without it.
  navigator.serviceWorker.register(`${BASE_PATH}/sw.js`, { scope: `${BASE_PATH}/` }).catch(() => undefined);
}
