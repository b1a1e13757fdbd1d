/** Responses without an end, to see when the hub ends them. */
import { request, type IncomingMessage } from 'node:http';
import type { TestHub } from './start-hub.ts';

export interface Feed {
  ended: boolean;
}
/** Opens a feed and reads it continuously. */
export function openFeed(hub: Pick<TestHub, 'url'>, path: string, headers: Record<string, string> = {}): Promise<Feed> {
  return new Promise((resolve, reject) => {
    const feed: Feed = { ended: false };
    const onResponse = (response: IncomingMessage): void => {
      if (response.statusCode !== 200) reject(new Error(`feed: ${response.statusCode}`));
      response.resume();
      response.on('error', () => undefined);
      response.once('close', () => (feed.ended = true));
      resolve(feed);
    };
    request(new URL(path, hub.url), { headers }, onResponse).on('error', reject).end();
  });
}
/** Starts a download and reads it slowly: it would take half a minute. */
export function openDownload(hub: Pick<TestHub, 'url'>, path: string, token: string): Promise<Feed & { complete: boolean }> {
  return new Promise((resolve, reject) => {
    const download = { ended: false, complete: false };
    const onResponse = (response: IncomingMessage): void => {
      if (response.statusCode !== 200) reject(new Error(`download: ${response.statusCode}`));
      response.on('error', () => undefined);
      response.on('data', () => {
        response.pause();
        setTimeout(() => response.resume(), 50);
      });
      response.once('close', () => Object.assign(download, { ended: true, complete: response.complete }));
      resolve(download);
    };
    const headers = { authorization: `Bearer ${token}` };
    request(new URL(path, hub.url), { headers }, onResponse).on('error', reject).end();
  });
}
