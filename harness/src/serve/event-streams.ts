/** Server-Sent Events to the pages that are open: the state first, then what changes. */
import type { ServerResponse } from 'node:http';
import type { ReportEntry } from './report-shelf.ts';
import type { RunDesk } from './run-desk.ts';
import type { LiveRun } from './live-run.ts';

const PAGES_MAX = 50;
const STEP_MS = 500;
/** Of a step. More are counted, and are in the export. */
const MESSAGES_MAX = 200;
const FIRST_MESSAGES_MAX = 2000;
/** A page that reads more slowly is disconnected. It connects again and gets the newest state. */
const WAITING_MAX_BYTES = 2 * 1024 * 1024;
/** So is a page that has not read all of what waits for so long. */
const STUCK_MS = 60_000;
/** A page that is gone without an end is found when this is not received. */
const HEARTBEAT_MS = 15_000;

interface Page {
  readonly response: ServerResponse;
  run: LiveRun | undefined;
  nextMessage: number;
  /** When nothing waited last. */
  freeAtMs: number;
  /** Bins of each group that the page has. */
  bins: readonly number[];
}

export class EventStreams {
  readonly #desk: RunDesk;
  readonly #pages = new Set<Page>();
  readonly #timer = setInterval(() => this.#step(), STEP_MS);
  #beatAtMs = performance.now();

  constructor(desk: RunDesk) {
    this.#desk = desk;
  }

  get isFull(): boolean {
    return this.#pages.size >= PAGES_MAX;
  }

  add(response: ServerResponse, reports: readonly ReportEntry[]): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const page: Page = { response, run: undefined, nextMessage: 0, freeAtMs: performance.now(), bins: [] };
    this.#pages.add(page);
    response.once('close', () => this.#pages.delete(page));
    send(page, 'reports', reports);
    this.#sendRun(page);
    this.#sendMessages(page, FIRST_MESSAGES_MAX);
  }

  /** The run has a new phase, or has ended. */
  runChanged(): void {
    for (const page of this.#pages) {
      this.#sendMessages(page, MESSAGES_MAX);
      this.#sendRun(page);
    }
  }

  reportsChanged(reports: readonly ReportEntry[]): void {
    for (const page of this.#pages) send(page, 'reports', reports);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { response } of this.#pages) response.destroy();
  }

  #step(): void {
    this.#check(performance.now());
    const { run } = this.#desk;
    if (!run || run.isFinished) return;
    for (const page of this.#pages) {
      if (page.run === run) this.#sendProgress(page, run);
      else this.#sendRun(page);
      this.#sendMessages(page, MESSAGES_MAX);
    }
  }

  #check(nowMs: number): void {
    const isDue = nowMs - this.#beatAtMs >= HEARTBEAT_MS;
    if (isDue) this.#beatAtMs = nowMs;
    for (const page of this.#pages) {
      const { response } = page;
      if (response.writableLength === 0) page.freeAtMs = nowMs;
      if (nowMs - page.freeAtMs > STUCK_MS) response.destroy();
      else if (isDue) response.write(':\n\n');
    }
  }

  #sendRun(page: Page): void {
    const { run } = this.#desk;
    if (page.run !== run) page.nextMessage = 0;
    page.run = run;
    const view = run?.view();
    page.bins = view?.groups.map(({ bins }) => bins.length) ?? [];
    send(page, 'run', view ?? null);
  }

  /** As the run, but with the new bins only. */
  #sendProgress(page: Page, run: LiveRun): void {
    const { id, phase, atMs, groups, faults } = run.view();
    const added = groups.map((group, index) => ({ ...group, bins: group.bins.slice(page.bins[index] ?? 0) }));
    page.bins = groups.map(({ bins }) => bins.length);
    send(page, 'progress', { id, phase, atMs, groups: added, faults });
  }

  #sendMessages(page: Page, max: number): void {
    const { run } = page;
    if (!run) return;
    const messages = run.feed.from(page.nextMessage, max);
    page.nextMessage = run.feed.next;
    send(page, 'messages', { total: run.feed.next, events: run.feed.events(run.atMs), messages });
  }
}

function send({ response }: Page, event: string, content: unknown): void {
  if (response.destroyed) return;
  if (response.writableLength > WAITING_MAX_BYTES) response.destroy();
  else response.write(`event: ${event}\ndata: ${JSON.stringify(content)}\n\n`);
}
