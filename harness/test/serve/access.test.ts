/** What the page server refuses: requests without the token, of other sites, and for files that are not its own. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageSession } from './page-session.ts';

let session: PageSession;
beforeAll(async () => {
  session = await PageSession.start();
  await writeFile(join(session.folder, 'secret.yaml'), 'secret: 1');
  await writeFile(join(session.scenarios, 'notes.txt'), 'secret');
  await symlink(join(session.folder, 'secret.yaml'), join(session.scenarios, 'link.yaml'));
  await mkdir(join(session.scenarios, 'folder.yaml'));
  await writeFile(join(session.scenarios, 'broken.yml'), "duration: 1s\ntarget: { url: 'ws://127.0.0.1:1' }\ncrowds: 3\n");
});
afterAll(() => session.close());

describe('the token', () => {
  it.each(['/', '/page/serve.js', '/api/scenarios', '/api/events', '/api/messages.jsonl', '/reports/a/report.html'])(
    'is needed for %s',
    async (path) => {
      const { status, body } = await session.ask(path, { headers: {} });
      expect({ status, body }).toEqual({ status: 401, body: expect.stringContaining('the token is missing') as string });
    },
  );

  it('is needed to start and to stop', async () => {
    const asked = { method: 'POST', body: { file: 'chat.yaml' }, headers: {} };
    expect((await session.ask('/api/start', asked)).status).toBe(401);
    expect((await session.ask('/api/stop', asked)).status).toBe(401);
  });

  it('must be the right one', async () => {
    expect((await session.ask('/?token=abc', { headers: {} })).status).toBe(401);
    expect((await session.ask('/', { headers: { cookie: `${session.cookie}x` } })).status).toBe(401);
  });

  it('in the address becomes a cookie that scripts and other sites do not get', async () => {
    const { status, headers } = await session.ask(`/${session.url.search}`, { headers: {} });
    expect({ status, location: headers.location }).toEqual({ status: 303, location: '/' });
    expect(headers['set-cookie']).toEqual([`${session.cookie}; Path=/; HttpOnly; SameSite=Strict`]);
    expect((await session.ask('/')).headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  });
});

describe('other sites', () => {
  it.each([
    ['a name that resolves to this computer', { host: 'attacker.example' }],
    ['a page of another site', { origin: 'http://attacker.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page in a sandbox', { origin: 'null' }],
  ])('%s is refused', async (_who, headers) => {
    const asked = { method: 'POST', body: { file: 'chat.yaml' }, headers: { cookie: session.cookie, ...headers } };
    expect((await session.ask('/api/start', asked)).status).toBe(403);
  });

  it('a body that a form can send is refused', async () => {
    const headers = { cookie: session.cookie, 'content-type': 'text/plain' };
    expect((await session.ask('/api/start', { method: 'POST', body: { file: 'chat.yaml' }, headers })).status).toBe(415);
  });
});

it('answers an address that is none', async () => {
  for (const path of ['//', '/%ff', '/api/%00']) expect((await session.ask(path)).status).toBeLessThan(500);
});

describe('files', () => {
  it('lists the scenarios of the folder, and what is wrong with them', async () => {
    const { scenarios } = (await session.json('/api/scenarios')) as { scenarios: { file: string; problem: string | null }[] };
    expect(scenarios.map(({ file, problem }) => [file, problem])).toEqual([
      ['broken.yml', expect.stringMatching(/^broken\.yml:3: crowds: /)],
      ['chat.yaml', null],
      ['plain.yaml', null],
    ]);
  });

  it.each([
    '../secret.yaml',
    '..%2fsecret.yaml',
    '..%5csecret.yaml',
    '%2e%2e%2fsecret.yaml',
    'link.yaml',
    'folder.yaml',
    'notes.txt',
    '%ff',
  ])('does not show %s', async (file) => {
    const { status, body } = await session.ask(`/api/scenarios/${file}`);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret: 1');
  });

  it.each(['../secret.yaml', 'link.yaml'])('does not run %s', async (file) => {
    const { status, body } = await session.ask('/api/start', { method: 'POST', body: { file } });
    expect([400, 404]).toContain(status);
    expect(body).toMatch(/^\{"error":"file: /);
  });

  it.each(['/page/..%2fcommand.ts', '/page/none.js', '/page/constructor', '/reports/..%2fscenarios/chat.yaml', '/reports/../report.html'])(
    'does not send %s',
    async (path) => {
      expect((await session.ask(path)).status).toBe(404);
    },
  );
});
