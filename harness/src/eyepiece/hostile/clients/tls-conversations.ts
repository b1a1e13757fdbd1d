/** What clients send to the HTTPS port before a handshake ends. */
import type { Target } from '../target.ts';
import type { Conversation } from './conversation.ts';
import { http } from './conversations.ts';
import { clientHello, handshakeMessage, inRecords, record, RECORD, RECORD_MAX_BYTES } from './tls.ts';

/** The first flight, and a second one that cannot be decrypted. */
export function httpsConversations({ https }: Target): Conversation[] {
  const secondFlight = Buffer.concat([
    record(RECORD.changeCipherSpec, Buffer.from([1])),
    record(RECORD.applicationData, Buffer.alloc(69, 7)),
  ]);
  const all: Record<string, Buffer> = {
    'TLS 1.3': inRecords(clientHello()),
    'TLS 1.2': inRecords(clientHello({ tls13: false })),
    'hello in small records': inRecords(clientHello(), 40),
    'plain HTTP': http('GET', '/api/v1/cameras'),
  };
  return Object.entries(all).map(([name, hello]) => ({ name, place: https, steps: [() => hello, () => secondFlight] }));
}

export function malformedConversations({ https }: Target): Conversation[] {
  const hello = clientHello();
  const all: Record<string, Buffer> = {
    'hello of 60 kB': inRecords(clientHello({ paddingBytes: 60_000 })),
    'hello in records of one byte': inRecords(clientHello({ paddingBytes: 2000 }), 1),
    'hello that promises 16 MB': inRecords(handshakeMessage(1, Buffer.alloc(RECORD_MAX_BYTES * 4), 0xff_ffff)),
    'hello with a wrong length': inRecords(handshakeMessage(1, hello.subarray(4), hello.length + 1000)),
    'record that is too long': record(RECORD.handshake, Buffer.alloc(0xffff), 0xffff),
    'empty records': Buffer.concat(Array.from({ length: 5000 }, () => record(RECORD.handshake, Buffer.alloc(0)))),
    'warnings without end': Buffer.concat(Array.from({ length: 5000 }, () => record(RECORD.alert, Buffer.from([1, 0])))),
    'data before the handshake': record(RECORD.applicationData, Buffer.alloc(1000)),
    'hello again and again': Buffer.concat(Array.from({ length: 50 }, () => inRecords(hello))),
    'hello of SSL 2': Buffer.from('802e0100020015000000100100800300800700c0060040020080040080', 'hex'),
    'plain HTTP without end': Buffer.concat([Buffer.from('GET / HTTP/1.1\r\nX: '), Buffer.alloc(200_000, 0x61)]),
    'plain HTTP, then a hello': Buffer.concat([http('GET', '/'), inRecords(hello)]),
    'hello, then plain HTTP': Buffer.concat([inRecords(hello), http('GET', '/')]),
  };
  return Object.entries(all).map(([name, bytes]) => ({ name, place: https, steps: [() => bytes] }));
}
