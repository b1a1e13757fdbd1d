import { createServer } from 'node:net';
import { once } from 'node:events';
import { freePort } from '@eyepiece/host/free-port';
import { afterEach, expect, it } from 'vitest';
import type { TroubleText } from '../screen/screen.ts';
import { LastLines } from './last-lines.ts';
import { Trouble } from './trouble.ts';

const HOST = '127.0.0.1';
let trouble: Trouble | undefined;
afterEach(() => trouble?.end());

function make(port: number): { said: TroubleText[]; notes: string[]; trouble: Trouble } {
  const said: TroubleText[] = [];
  const notes: string[] = [];
  const screen = { trouble: (text: TroubleText) => void said.push(text), note: (text: string) => void notes.push(text) };
  trouble = new Trouble({ host: HOST, port, basePath: '/scope', screen, lines: new LastLines({}) });
  return { said, notes, trouble };
}

it('says a trouble once, with the link to the log lines, and again when it comes back', async () => {
  const port = await freePort();
  const { said, trouble } = make(port);
  await trouble.show('disk_full', 'ENOSPC');
  await trouble.show('disk_full', 'ENOSPC');
  expect(said).toHaveLength(1);
  expect(said[0]).toMatchObject({ what: 'The disk is full.', detail: 'ENOSPC', page: `http://${HOST}:${port}/scope/` });
  expect(said[0]?.linesPage).toMatch(/\/scope\/trouble#[\w-]{43}$/);
  const [page, secret = ''] = said[0]?.linesPage?.split('#') ?? [];
  const answer = await fetch(page ?? '', { headers: { authorization: `Bearer ${secret}` } });
  expect(await answer.json()).toHaveProperty('lines');
  await trouble.end();
  trouble.over();
  await trouble.show('disk_full', 'ENOSPC');
  expect(said).toHaveLength(2);
});

it('says it on the console alone where there is no port, or another program has it', async () => {
  const without = make(0);
  await without.trouble.show('unknown', 'ended');
  expect(without.said[0]).toMatchObject({ page: undefined, linesPage: undefined });
  const other = createServer().listen(0, HOST);
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const taken = make(port);
  await taken.trouble.show('unknown', 'ended');
  expect(taken.said[0]).toMatchObject({ page: undefined });
  expect(taken.notes[0]).toContain(`port ${port}`);
  other.close();
});
