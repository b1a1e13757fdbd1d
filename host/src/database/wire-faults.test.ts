/** Messages that PostgreSQL answers by ending the backend: here one backend serves all, so they must not reach it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { frame, startup, startupParameters } from './wire-messages.ts';
import { serveWire, type WireServer } from './wire-server.ts';

let database: PGlite;
let server: WireServer;
const failures: unknown[] = [];

beforeAll(async () => {
  database = await PGlite.create();
  const listen = { host: '127.0.0.1', port: 0 };
  server = await serveWire({ database, listen, maxSessions: 8, onFailure: (error) => failures.push(error) });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

/** What is answered until the server ends the connection. */
async function answerTo(bytes: Buffer, { port } = server): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  let answer = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

function startupOf(version: number, parameters: string): Buffer {
  const body = Buffer.from(`\0\0\0\0${parameters}`);
  body.writeInt32BE(version, 0);
  return frame('?', body).subarray(1);
}

const V3 = 0x0003_0000;

it.each([
  ['a protocol of its own', startupOf(0x0002_0000, 'user\0postgres\0\0'), 'protocol 2'],
  ['no protocol', startupOf(0x7fff_0000, ''), 'protocol 32767'],
  ['a startup that does not end', startupOf(V3, 'user\0postgres'), 'invalid startup packet'],
  ['a name without a value', startupOf(V3, 'user\0\0'), 'invalid startup packet'],
  ['bytes behind the end', startupOf(V3, 'user\0postgres\0\0more'), 'invalid startup packet'],
  ['a type that is unknown', Buffer.concat([startup, frame('?')]), 'invalid message type 63'],
  ['a type of the server', Buffer.concat([startup, frame('Z', Buffer.from('I'))]), 'invalid message type 90'],
  ['a password that was not asked for', Buffer.concat([startup, frame('p', Buffer.from('x\0'))]), 'no password was asked for'],
])('%s ends the connection and nothing else', async (_name, bytes, message) => {
  expect(await answerTo(bytes)).toContain(message);
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'anybody', database: 'anything' });
  await client.connect();
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
  expect(failures).toEqual([]);
});

it('reads the parameters of a startup', () => {
  expect(Object.fromEntries(startupParameters(startup))).toEqual({ user: 'postgres', database: 'postgres', client_encoding: 'UTF8' });
});

it('ends a client that keeps others waiting within a transaction or half a statement', async () => {
  const impatient = await serveWire({
    database,
    listen: { host: '127.0.0.1', port: 0 },
    maxSessions: 8,
    silentTurnMs: 20,
    onFailure: (error) => failures.push(error),
  });
  try {
    const open = Buffer.concat([startup, frame('Q', Buffer.from('begin\0'))]);
    const half = Buffer.concat([startup, frame('P', Buffer.from('\0select 1\0\0\0'))]);
    for (const bytes of [open, half]) {
      const answer = answerTo(bytes, impatient);
      const client = new pg.Client({ host: '127.0.0.1', port: impatient.port, user: 'anybody', database: 'anything' });
      await client.connect();
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      expect(await answer).toContain('25P03');
      await client.end();
    }
    expect(failures).toEqual([]);
  } finally {
    await impatient.close();
  }
});
