import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { SOCKET_LIMITS, type EventRates } from '../../process/limits/socket-limits.ts';
import { Connection } from './connection.ts';
import type { EngineSocket, EngineTransport } from './engine.ts';

/** Refills so slowly that a slow machine does not matter. */
const rates: EventRates = {
  events: { perSecond: 0.001, burst: 100 },
  bytes: { perSecond: 0.001, burst: 100 },
  acknowledgements: { perSecond: 0.001, burst: 400 },
};

class FakeWebSocket extends EventEmitter {
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  _autoPong = true;
  pause = vi.fn();
  terminate = vi.fn();

  get transport(): EngineTransport {
    return { name: 'websocket', writable: true, socket: this, close: vi.fn() };
  }

  receive(kind: 'ping' | 'pong', times: number): void {
    for (let count = 0; count < times; count += 1) this.emit(kind, Buffer.from('data'));
  }
}

function connected() {
  const webSocket = new FakeWebSocket();
  const close = vi.fn();
  const parts = { id: 'x', readyState: 'open', transport: webSocket.transport, writeBuffer: [], upgrading: false, close };
  const engine = Object.assign(new EventEmitter(), parts);
  const refused = vi.fn();
  const limits = { ...SOCKET_LIMITS, rates: { ...SOCKET_LIMITS.rates, connection: rates } };
  const connection = new Connection({ engine: engine as unknown as EngineSocket, address: '', limits, refused });
  return { webSocket, engine, connection, refused, close };
}

it.each(['ping', 'pong'] as const)('a flood of %ss ends a connection once', (kind) => {
  const { webSocket, refused, close } = connected();
  webSocket.receive(kind, 100);
  expect(refused).not.toHaveBeenCalled();
  webSocket.receive(kind, 20_000);
  expect(refused.mock.calls).toEqual([['event_rate', `a flood of ${kind}s`]]);
  expect(close).toHaveBeenCalledTimes(1);
  expect(webSocket.pause).toHaveBeenCalled();
  expect(webSocket._autoPong).toBe(false);
  expect(webSocket.terminate).toHaveBeenCalledTimes(1);
});

it('pings after the end of a connection for another reason are not answered', () => {
  const { webSocket, connection } = connected();
  connection.end('event_rate', 'a flood of events');
  expect(webSocket._autoPong).toBe(false);
});

it('a flood on a probe for an upgrade ends the connection and the probe', () => {
  const { engine, refused } = connected();
  const probe = new FakeWebSocket();
  engine.emit('upgrading', probe.transport);
  probe.receive('ping', 20_000);
  expect(refused.mock.calls).toEqual([['event_rate', 'a flood of pings']]);
  expect(probe.terminate).toHaveBeenCalledTimes(1);
  expect(probe._autoPong).toBe(false);
});

it('answers to pings of the hub take nothing from the budget of events', () => {
  const { webSocket, connection, refused } = connected();
  const group = { serving: 0, budget: { event: () => 'taken' as const, acknowledgement: () => 'taken' as const } };
  connection.owner = { userId: 'ana', person: group as never, link: undefined };
  webSocket.receive('pong', 800);
  expect(refused).not.toHaveBeenCalled();
  webSocket.receive('pong', 1);
  expect(refused.mock.calls).toEqual([['event_rate', 'a flood of pongs']]);
});
