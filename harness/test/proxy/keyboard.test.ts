/** The keys, as a terminal sends them. */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KEYS_HELP, readKeys, type KeySource } from '../../src/proxy/control/keyboard.ts';
import type { FaultProxy } from '../../src/proxy/fault-proxy.ts';
import { arrivesAt, closeEnds, onClose, webSocketThrough, type End } from './ends.ts';

class Terminal extends EventEmitter implements KeySource {
  isRaw = false;
  isPaused = true;

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }

  resume(): void {
    this.isPaused = false;
  }

  pause(): void {
    this.isPaused = true;
  }

  press(keys: string): void {
    this.emit('data', Buffer.from(keys));
  }
}

let proxy: FaultProxy;
let client: End;
let server: End;
let terminal: Terminal;
let printed: string[];
let stops: number;
let giveBack: () => void;

beforeEach(async () => {
  ({ proxy, client, server } = await webSocketThrough({ rules: [{ name: 'lossy', fault: 'drop', direction: 'down', enabled: false }] }));
  terminal = new Terminal();
  printed = [];
  stops = 0;
  giveBack = readKeys({ proxy, keys: terminal, out: (text) => printed.push(text), counts: () => 'counts', stop: () => (stops += 1) });
  onClose(giveBack);
});
afterEach(closeEnds);

const arrives = (text: string): Promise<boolean> => arrivesAt(client, server, text);

it('a digit switches a rule', async () => {
  terminal.press('1');
  expect(await arrives('dropped')).toBe(false);
  terminal.press('1');
  expect(await arrives('passes')).toBe(true);
  terminal.press('9');
  expect(printed).toEqual(['lossy (drop) is on', 'lossy (drop) is off', 'there is no rule 9']);
});

it('h holds messages and lets them go, r releases those that are held', async () => {
  terminal.press('h');
  expect(await arrives('first')).toBe(false);
  terminal.press('r');
  await expect.poll(() => client.texts).toEqual(['first']);
  expect(await arrives('second')).toBe(false);
  terminal.press('h');
  await expect.poll(() => client.texts).toEqual(['first', 'second']);
  terminal.press('h');
  expect(await arrives('third')).toBe(false);
  expect(printed).toEqual(['all messages are held', 'messages pass', 'all messages are held']);
});

it('c cuts all connections', async () => {
  const closed = client.closed();
  terminal.press('c');
  expect((await closed).code).toBe(1006);
  expect(proxy.url).toMatch(/^http/);
});

it('s prints counts, ? the keys, q and Ctrl+C stop', () => {
  terminal.press('s?xq\u0003');
  expect(printed).toEqual(['counts', KEYS_HELP]);
  expect(stops).toBe(2);
});

it('gives the terminal back', () => {
  expect([terminal.isRaw, terminal.isPaused]).toEqual([true, false]);
  giveBack();
  expect([terminal.isRaw, terminal.isPaused]).toEqual([false, true]);
  terminal.press('q');
  expect(stops).toBe(0);
});
