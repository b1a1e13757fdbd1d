import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { clientHello, inRecords, record, RECORD } from './tls.ts';

/** What a server without a certificate says: it reads a whole valid hello before it finds that it has none. */
async function verdict(bytes: Buffer): Promise<string | undefined> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  socket.write(bytes);
  const [error] = (await once(server, 'tlsClientError')) as [NodeJS.ErrnoException];
  return error.code;
}

/** Of TLS 1.2 and 1.3. */
const NO_CERTIFICATE = /^ERR_SSL_NO_(SHARED_CIPHER|SUITABLE_SIGNATURE_ALGORITHM)$/;

it.each([
  ['of TLS 1.3', inRecords(clientHello())],
  ['of TLS 1.2', inRecords(clientHello({ tls13: false }))],
  ['in records of one byte', inRecords(clientHello(), 1)],
  ['with padding over several records', inRecords(clientHello({ paddingBytes: 60_000 }))],
])('the hello %s is valid', async (_what, hello) => expect(await verdict(hello)).toMatch(NO_CERTIFICATE));

it('another message is not', async () => {
  expect(await verdict(record(RECORD.handshake, Buffer.alloc(100, 0xff)))).not.toMatch(NO_CERTIFICATE);
});
