/** The events of the page server, as an open page gets them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EventCount, FeedMessage } from '../../src/serve/message-feed.ts';
import type { ReportEntry } from '../../src/serve/report-shelf.ts';
import type { RunView } from '../../src/serve/run-view.ts';

const DEADLINE_MS = 60_000;
const POLL_MS = 20;

export class PageEvents {
  run: RunView | null | undefined;
  reports: readonly ReportEntry[] | undefined;
  events: readonly EventCount[] = [];
  readonly messages: FeedMessage[] = [];
  /** Bins that came with the progress of the run. */
  bins = 0;
  readonly #closing = new AbortController();

  static async open(url: URL, cookie: string): Promise<PageEvents> {
    const page = new PageEvents();
    const response = await fetch(url, { headers: { cookie }, signal: page.#closing.signal });
    if (!response.ok || !response.body) throw new Error(`no events: ${response.status}`);
    // The closing of either end ends the stream.
    page.#read(response.body).catch(() => undefined);
    return page;
  }

  /** Polls for what the function finds. @throws after a minute, naming the state */
  async until<T>(find: (page: this) => T | undefined): Promise<T> {
    for (const deadlineMs = performance.now() + DEADLINE_MS; performance.now() < deadlineMs;) {
      const found = find(this);
      if (found !== undefined) return found;
      await delay(POLL_MS);
    }
    throw new Error(`not seen in time; the run is ${this.run?.phase ?? 'absent'}, ${this.run?.ended?.verdict ?? ''}`);
  }

  close(): void {
    this.#closing.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) this.#take(part);
    }
  }

  #take(part: string): void {
    const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(part) ?? [];
    const content: unknown = JSON.parse(data ?? 'null');
    switch (event) {
      case 'run':
        this.run = content as RunView | null;
        break;
      case 'reports':
        this.reports = content as readonly ReportEntry[];
        break;
      case 'messages': {
        const { events, messages } = content as { events: readonly EventCount[]; messages: readonly FeedMessage[] };
        this.events = events;
        this.messages.push(...messages);
        break;
      }
      case 'progress':
        this.bins += (content as RunView).groups.reduce((sum, { bins }) => sum + bins.length, 0);
        break;
      default:
    }
  }
}
