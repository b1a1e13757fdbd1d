/** Messages that make PostgreSQL terminate the backend. All clients share one backend here, so these must not reach it. */
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

/** Reads the answer until the server closes the connection. */
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
  ['an old protocol version', startupOf(0x0002_0000, 'user\0postgres\0\0'), 'protocol 2'],
  ['an unknown protocol version', startupOf(0x7fff_0000, ''), 'protocol 32767'],
  ['a startup packet without terminator', startupOf(V3, 'user\0postgres'), 'invalid startup packet'],
  ['a parameter without a value', startupOf(V3, 'user\0\0'), 'invalid startup packet'],
  ['bytes after the terminator', startupOf(V3, 'user\0postgres\0\0more'), 'invalid startup packet'],
  ['an unknown message type', Buffer.concat([startup, frame('?')]), 'invalid message type 63'],
  ['a message type of the server', Buffer.concat([startup, frame('Z', Buffer.from('I'))]), 'invalid message type 90'],
  ['an unexpected password message', Buffer.concat([startup, frame('p', Buffer.from('x\0'))]), 'unexpected password message'],
])('%s closes that connection only', async (_name, bytes, message) => {
  expect(await answerTo(bytes)).toContain(message);
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'anybody', database: 'anything' });
  await client.connect();
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
  expect(failures).toEqual([]);
});

it('reads the parameters of a startup message', () => {
  expect(Object.fromEntries(startupParameters(startup))).toEqual({ user: 'postgres', database: 'postgres', client_encoding: 'UTF8' });
});

async function serveWith(limits: { idleInTransactionMs: number; crowdedIdleMs: number }): Promise<WireServer> {
  const listen = { host: '127.0.0.1', port: 0 };
  return serveWire({ database, listen, maxSessions: 32, ...limits, onFailure: (error) => failures.push(error) });
}

async function oneFrom({ port }: WireServer): Promise<unknown> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'anybody', database: 'anything' });
  await client.connect();
  const { rows } = await client.query<{ one: number }>('select 1 as one');
  await client.end();
  return rows;
}

const begin = frame('Q', Buffer.from('begin\0'));
const selectOne = frame('Q', Buffer.from('select 1\0'));
const NEVER_MS = 2 ** 30;

it('disconnects a client that is idle in a transaction while others wait', async () => {
  const impatient = await serveWith({ idleInTransactionMs: 20, crowdedIdleMs: NEVER_MS });
  try {
    const answer = answerTo(Buffer.concat([startup, selectOne, begin]), impatient);
    expect(await oneFrom(impatient)).toEqual([{ one: 1 }]);
    expect(await answer).toContain('25P03');
    expect(failures).toEqual([]);
  } finally {
    await impatient.close();
  }
});

it('applies a shorter idle limit to a crowd of newcomers', async () => {
  const crowded = await serveWith({ idleInTransactionMs: NEVER_MS, crowdedIdleMs: 20 });
  try {
    const answers = Array.from({ length: 20 }, () => answerTo(Buffer.concat([startup, begin]), crowded));
    // At twelve newcomers the crowd limit no longer applies: these keep the longer limit.
    expect(await Promise.race(answers)).toContain('25P03');
    expect(failures).toEqual([]);
  } finally {
    await crowded.close();
  }
});

it('does not wait for a client that sends half a statement', async () => {
  const patient = await serveWith({ idleInTransactionMs: NEVER_MS, crowdedIdleMs: NEVER_MS });
  const half = connect({ host: '127.0.0.1', port: patient.port });
  try {
    half.on('error', () => undefined);
    half.write(Buffer.concat([startup, frame('P', Buffer.from('\0select 1\0\0\0'))]));
    await once(half, 'data');
    expect(await oneFrom(patient)).toEqual([{ one: 1 }]);
    // The rest of the statement: Bind, Execute, Sync.
    const answered = new Promise<string>((resolve) => {
      let text = '';
      half.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        if (text.includes('SELECT 1')) resolve(text);
      });
    });
    half.write(Buffer.concat([frame('B', Buffer.alloc(8)), frame('E', Buffer.alloc(5)), frame('S')]));
    await answered;
  } finally {
    half.destroy();
    await patient.close();
  }
});
