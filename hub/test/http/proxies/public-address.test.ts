/** Without a trusted proxy, the hub derives its public address from the origin of the requesting page. */
import type { CreatedShare } from '@eyepiece/shared-types';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADMIN } from '../../setup/start-hub.ts';
import { useHub } from '../../setup/use-hub.ts';

const OTHER_NAME = 'https://lab.example';

const hub = useHub({ allowedOrigins: [OTHER_NAME] });
let token: string;
let host: string;

beforeAll(async () => {
  token = (await hub.login()).access_token;
  host = new URL(hub.url).host;
  await hub.camera().connect();
});

async function cookieFor(origin: string): Promise<string> {
  const json = { email: ADMIN.email, password: ADMIN.password };
  const answer = await hub.api('/auth/login', { method: 'POST', json, headers: { origin } });
  expect(answer.status).toBe(200);
  return answer.headers.get('set-cookie') ?? '';
}

async function linkFor(headers: Record<string, string>): Promise<string> {
  const json = { kind: 'live', cameraId: 'fake' };
  const answer = await hub.api('/shares', { method: 'POST', token, json, headers });
  return ((await answer.json()) as CreatedShare).url.replace(/#.*/, '');
}

describe('a page loaded by https', () => {
  it('gets a cookie limited to https', async () => {
    expect(await cookieFor(`https://${host}`)).toMatch(/; secure/i);
    expect(await cookieFor(OTHER_NAME)).toMatch(/; secure/i);
    expect(await cookieFor(`http://${host}`)).not.toMatch(/; secure/i);
  });

  it('gets links to its own origin', async () => {
    expect(await linkFor({ origin: `https://${host}` })).toBe(`https://${host}/guest`);
    expect(await linkFor({ origin: OTHER_NAME })).toBe(`${OTHER_NAME}/guest`);
  });
});

it('uses its own address in links for programs and for pages of other sites', async () => {
  expect(await linkFor({})).toBe(`${hub.url}/guest`);
  expect(await linkFor({ origin: 'https://evil.example' })).toBe(`${hub.url}/guest`);
});
