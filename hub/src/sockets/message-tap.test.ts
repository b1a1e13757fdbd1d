import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { MessageFeed } from '../process/diagnostics/messages/feed.ts';
import { Redactor } from '../process/diagnostics/messages/redact.ts';
import type { HubServer } from './io.ts';
import { MessageTap } from './message-tap.ts';

it('counts messages that cannot be read, and throws nothing', () => {
  const feed = new MessageFeed(new Redactor([]));
  const conn = new EventEmitter();
  const socket = Object.assign(new EventEmitter(), { conn, data: {} });
  const sockets = Object.assign(new EventEmitter(), { sockets: new Map([['one', socket]]) });
  new MessageTap({ sockets } as unknown as HubServer, feed);
  feed.open();
  const fail = (): never => {
    throw new RangeError('Maximum call stack size exceeded');
  };
  vi.spyOn(feed, 'received').mockImplementation(fail);
  vi.spyOn(feed, 'sent').mockImplementation(fail);
  expect(() => conn.emit('data', '2["watch",{}]')).not.toThrow();
  expect(() => conn.emit('packetCreate', { type: 'message', data: '2["flow",{}]' })).not.toThrow();
  expect(feed.endInterval()).toBe(2);
});
