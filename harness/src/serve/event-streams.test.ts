import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EventStreams } from './event-streams.ts';
import type { RunDesk } from './run-desk.ts';

/** A page whose connection takes what it is given, or keeps it. */
class Page extends EventEmitter {
  readonly written: string[] = [];
  destroyed = false;
  reads = true;
  writableLength = 0;

  writeHead(): void {
    // Headers are of no interest here.
  }

  write(text: string): boolean {
    this.written.push(text);
    if (!this.reads) this.writableLength += text.length;
    return this.reads;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  get response(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}

let streams: EventStreams;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  streams = new EventStreams({ run: undefined } as unknown as RunDesk);
});
afterEach(() => {
  streams.close();
  vi.useRealTimers();
});

function open(reads: boolean): Page {
  const page = new Page();
  page.reads = reads;
  streams.add(page.response, []);
  return page;
}

it('disconnects a page that does not read, and leaves one that does', () => {
  const [still, reading] = [open(false), open(true)];
  vi.advanceTimersByTime(59_000);
  expect([still.destroyed, reading.destroyed]).toEqual([false, false]);
  vi.advanceTimersByTime(2000);
  expect([still.destroyed, reading.destroyed]).toEqual([true, false]);
  vi.advanceTimersByTime(3_600_000);
  expect(reading.destroyed).toBe(false);
});

it('disconnects a page as soon as too much waits', () => {
  const page = open(false);
  const long = Array.from({ length: 20_000 }, (_, index) => ({ report: `report-${index}`, verdict: 'x'.repeat(100) }));
  for (let times = 0; times < 3 && !page.destroyed; times += 1) streams.reportsChanged(long as never);
  expect(page.destroyed).toBe(true);
  expect(page.writableLength).toBeLessThan(8 * 1024 * 1024);
});

it('says regularly that it is there', () => {
  const page = open(true);
  const before = page.written.length;
  vi.advanceTimersByTime(60_000);
  expect(page.written.slice(before)).toEqual([':\n\n', ':\n\n', ':\n\n', ':\n\n']);
});

it('has room again when a page is gone', () => {
  const pages = Array.from({ length: 50 }, () => open(true));
  expect(streams.isFull).toBe(true);
  pages[0]?.destroy();
  expect(streams.isFull).toBe(false);
});
