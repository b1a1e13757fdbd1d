import { describe, expect, it, vi } from 'vitest';
import { ClientMessages, fatalError, frame, ProtocolError, readyStatus, sync } from './wire-messages.ts';

/** StartupMessage, protocol 3.0, user "a". */
const startup = Buffer.from('00000010000300007573657200610000', 'hex');
const sslRequest = Buffer.from('0000000804d2162f', 'hex');

function untyped(code: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32BE(8, 0);
  bytes.writeInt32BE(code, 4);
  return bytes;
}

describe('ClientMessages', () => {
  it('reads untyped messages until the startup message, typed ones after it', () => {
    const messages = new ClientMessages();
    messages.push(Buffer.concat([sslRequest, startup, frame('Q', Buffer.from('select 1\0')), sync]));
    const types = [messages.next(), messages.next(), messages.next(), messages.next(), messages.next()].map((message) => message?.type);
    expect(types).toEqual(['ssl', 'startup', 'Q', 'S', undefined]);
  });

  it('assembles messages from single bytes', () => {
    const messages = new ClientMessages();
    const found: string[] = [];
    for (const byte of Buffer.concat([startup, frame('P', Buffer.alloc(300, 1)), sync])) {
      messages.push(Buffer.of(byte));
      const message = messages.next();
      if (message !== undefined) found.push(`${message.type}${message.bytes.length}`);
    }
    expect(found).toEqual([`startup${startup.length}`, 'P305', 'S5']);
  });

  it('copies a message of many chunks a few times, not once per chunk', () => {
    const concat = vi.spyOn(Buffer, 'concat');
    const messages = new ClientMessages();
    messages.push(startup);
    messages.next();
    const chunk = Buffer.alloc(1024, 1);
    messages.push(frame('P', Buffer.alloc(1024 * 1000)).subarray(0, 5));
    for (let count = 0; count < 1000; count += 1) {
      expect(messages.next()).toBeUndefined();
      messages.push(chunk);
    }
    expect(messages.next()?.bytes.length).toBe(1024 * 1000 + 5);
    expect(concat.mock.calls.length).toBeLessThan(10);
    concat.mockRestore();
  });

  it('distinguishes the requests that precede the startup message', () => {
    const messages = new ClientMessages();
    messages.push(Buffer.concat([untyped(80877104), untyped(80877102)]));
    expect([messages.next()?.type, messages.next()?.type]).toEqual(['gss', 'cancel']);
  });

  it.each(['00000003', '7fffffff', 'ffffffff'])('rejects the length %s', (length) => {
    const messages = new ClientMessages();
    messages.push(startup);
    messages.next();
    messages.push(Buffer.from(`51${length}`, 'hex'));
    expect(() => messages.next()).toThrow(ProtocolError);
  });
});

describe('readyStatus', () => {
  const ready = (code: string): Buffer => frame('Z', Buffer.from(code));

  it.each([
    ['I', 'idle'],
    ['T', 'transaction'],
    ['E', 'failed'],
  ])('reads %s as %s', (code, status) => {
    expect(readyStatus(Buffer.concat([frame('C', Buffer.from('BEGIN\0')), ready(code)]))).toBe(status);
  });

  it('is undefined before the server is ready, even if a row looks like a ReadyForQuery', () => {
    expect(readyStatus(Buffer.alloc(0))).toBeUndefined();
    expect(readyStatus(frame('D', ready('I')))).toBeUndefined();
  });

  it('returns the last of several', () => {
    expect(readyStatus(Buffer.concat([ready('I'), ready('T')]))).toBe('transaction');
  });
});

it('encodes an error as PostgreSQL does', () => {
  expect(fatalError('53300', 'too many').toString('latin1')).toBe('E\0\0\0$SFATAL\0VFATAL\0C53300\0Mtoo many\0\0');
});
