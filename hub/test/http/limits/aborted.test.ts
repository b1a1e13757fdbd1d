/** A client that disconnects is not logged as an error of the hub. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import Koa from 'koa';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBounded } from '../../../src/http/routing/body.ts';
import { handleErrors } from '../../../src/http/middleware/errors.ts';
import { logRequests } from '../../../src/http/middleware/log.ts';
import { RawConnection } from './raw-connection.ts';

const WARN = 40;

let lines: { level: number; msg: string }[];
let server: Server;
let url: string;

beforeEach(async () => {
  lines = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as (typeof lines)[number]);
      done();
    },
  });
  const logger = pino({ level: 'debug' }, sink);
  const app = new Koa();
  app.silent = true;
  app.use(logRequests(logger));
  app.use(handleErrors(logger));
  app.use(async (ctx) => {
    if (ctx.path === '/fails') throw new Error('on purpose');
    ctx.body = await readBounded(ctx.req, 1000);
  });
  const handle = app.callback();
  server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

it('logs an interrupted body at debug level', async () => {
  const connection = await RawConnection.open(url);
  connection.send('POST / HTTP/1.1', 'Host: hub', 'Content-Length: 100');
  const asked = once(server, 'request');
  connection.socket.write('{');
  await asked;
  connection.reset();
  await expect.poll(() => lines.map(({ msg }) => msg)).toEqual(['request']);
  expect(lines.every(({ level }) => level < WARN)).toBe(true);
});

it('logs a failure of the hub as a warning', async () => {
  expect((await fetch(`${url}/fails`)).status).toBe(500);
  expect(lines.filter(({ level }) => level >= WARN)).toHaveLength(2);
});
