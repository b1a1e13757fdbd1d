import { PROCESS_SAMPLES, type Diagnostics, type DiagnosticsMessage, type ProcessSample } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Session } from '../people/session.svelte.ts';
import { errorText } from '../text/error-text.ts';
import { withMessages } from './message-log.ts';

const SPAN_MS = PROCESS_SAMPLES.everyMs * PROCESS_SAMPLES.kept;

/** The subscription of an open view. The hub sends updates while it lives, and messages only while they are shown. */
export class DiagnosticsFeed {
  latest = $state.raw<Diagnostics | null>(null);
  /** Oldest first. */
  samples = $state.raw<readonly ProcessSample[]>([]);
  /** Oldest first. Continues while the display is paused. The page numbers them: the hub starts again at 1 after a restart. */
  messages = $state.raw<readonly DiagnosticsMessage[]>([]);
  /** Messages that the hub only counted. */
  omitted = $state(0);
  /** Why there are no updates. */
  error = $state<string | null>(null);
  readonly #hub: Pick<HubClient, 'diagnostics' | 'events'>;
  readonly #session: Pick<Session, 'handleError'>;
  readonly #undo: (() => void)[];
  #withMessages = false;
  #started = false;
  #request = 0;
  #received = 0;

  constructor(hub: Pick<HubClient, 'diagnostics' | 'events'>, session: Pick<Session, 'handleError'>) {
    this.#hub = hub;
    this.#session = session;
    this.#undo = [
      hub.events.on('diagnostics', (update) => this.#receive(update)),
      hub.events.on('diagnosticsEnded', (error) => {
        this.latest = null;
        this.error = errorText(error);
      }),
      // The hub drops subscriptions with the connection.
      hub.events.on('welcome', () => this.#started && void this.watch()),
    ];
  }

  /** Subscribes, or tries again. */
  async watch(): Promise<void> {
    this.#started = true;
    const request = ++this.#request;
    this.error = null;
    try {
      const samples = await this.#hub.diagnostics.watch(this.#withMessages);
      if (request === this.#request) this.samples = samples;
    } catch (error) {
      const known = this.#session.handleError(error);
      // hub_unreachable is ignored: the request is repeated with the next welcome.
      if (request === this.#request && known.code !== 'hub_unreachable') this.error = errorText(known);
    }
  }

  /** The hub records messages only while a page shows them. */
  async showMessages(shown: boolean): Promise<void> {
    if (shown === this.#withMessages) return;
    this.#withMessages = shown;
    await this.watch();
  }

  clearMessages(): void {
    this.messages = [];
    this.omitted = 0;
  }

  close(): void {
    this.#request += 1;
    for (const undo of this.#undo) undo();
    this.#hub.diagnostics.unwatch();
  }

  #receive(update: Diagnostics): void {
    this.latest = update;
    const newer = (update.feed?.messages ?? []).map((message) => ({ ...message, id: ++this.#received }));
    this.messages = withMessages(this.messages, newer);
    this.omitted += update.feed?.omitted ?? 0;
    const { process } = update;
    if (!process || process.atUs <= (this.samples.at(-1)?.atUs ?? 0)) return;
    this.samples = [...this.samples, process].filter(({ atUs }) => atUs > process.atUs - SPAN_MS * 1000);
  }
}
