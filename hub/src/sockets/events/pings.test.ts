import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { encodePing, nextPingId } from '../../fanout/frames/wire-frame.ts';
import type { EngineWebSocket } from '../connection/engine.ts';
import { Pings } from './pings.ts';

/** First byte of a ping. */
const PING = 0x89;

class FakeSocket extends EventEmitter implements EngineWebSocket {
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  /** Ids of the pings. */
  readonly sent: Buffer[] = [];
  readonly _sender = {
    sendFrame: (list: readonly Buffer[]): void => {
      for (const bytes of list) if (bytes[0] === PING) this.sent.push(bytes.subarray(2));
    },
  };
  pong(index: number): void {
    this.emit('pong', this.sent[index]);
  }
}

function attached(): { socket: FakeSocket; pings: Pings } {
  const socket = new FakeSocket();
  const pings = new Pings();
  pings.attach(socket);
  return { socket, pings };
}

it('calls back once for each answer', () => {
  const { socket, pings } = attached();
  const answers = [vi.fn(), vi.fn()];
  for (const answer of answers) pings.write(answer);
  socket.pong(0);
  socket.pong(0);
  expect(answers.map((answer) => answer.mock.calls.length)).toEqual([1, 0]);
  socket.pong(1);
  expect(answers.map((answer) => answer.mock.calls.length)).toEqual([1, 1]);
});

it('waits for the answer to the ping of a frame', () => {
  const { socket, pings } = attached();
  const answers = [vi.fn(), vi.fn()];
  const frames = [nextPingId(), nextPingId()].map((pingId) => ({ pingId, pingedWire: encodePing(pingId) }));
  for (const [index, frame] of frames.entries()) pings.writeAfter(frame, answers[index] ?? vi.fn());
  socket.pong(0);
  expect(answers.map((answer) => answer.mock.calls.length)).toEqual([1, 0]);
  socket.pong(1);
  expect(answers.map((answer) => answer.mock.calls.length)).toEqual([1, 1]);
});

it('answers twice for a frame that is written twice', () => {
  const { socket, pings } = attached();
  const answers = [vi.fn(), vi.fn()];
  const frame = { pingId: 7, pingedWire: encodePing(7) };
  for (const answer of answers) pings.writeAfter(frame, answer);
  socket.pong(0);
  expect(answers.map((answer) => answer.mock.calls.length)).toEqual([1, 0]);
  socket.pong(1);
  expect(answers.map((answer) => answer.mock.calls.length)).toEqual([1, 1]);
});

it('accepts a client that answers only the newest ping', () => {
  const { socket, pings } = attached();
  const [older, newest] = [vi.fn(), vi.fn()];
  pings.write(older);
  pings.write(newest);
  socket.pong(1);
  socket.pong(0);
  expect(older).not.toHaveBeenCalled();
  expect(newest).toHaveBeenCalledOnce();
});

it.each([
  ['of another length', Buffer.alloc(5)],
  ['without a ping', Buffer.from([1, 2, 3, 4])],
  ['that is empty', Buffer.alloc(0)],
])('ignores an answer %s', (_name, data) => {
  const { socket, pings } = attached();
  const answer = vi.fn();
  pings.write(answer);
  socket.emit('pong', data);
  expect(answer).not.toHaveBeenCalled();
});

it('writes no more pings to a client that does not answer', () => {
  const { pings } = attached();
  let written = 0;
  for (; pings.hasRoom(2); written += 1) pings.write(() => undefined);
  expect(written).toBeLessThanOrEqual(64);
});

it('forgets the pings of an earlier transport', () => {
  const { socket, pings } = attached();
  const answer = vi.fn();
  pings.write(answer);
  pings.attach(undefined);
  expect(pings.hasRoom(0)).toBe(false);
  socket.pong(0);
  expect(answer).not.toHaveBeenCalled();
});
