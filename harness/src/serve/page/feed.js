/** The messages of the run: how many of each event, and the newest ones, with filter, search, pause and export. */
import { bytes, count, element, milliseconds, number, rate, table } from './elements.js';

const KEPT = 5000;
const SHOWN = 200;

export class Feed {
  #messages = [];
  #events = [];
  #total = 0;
  #event = null;
  #search = '';
  /** The messages that stay while the feed is paused. */
  #paused = null;
  #isShown = false;
  #place;
  #parts;

  constructor(place) {
    this.#place = place;
    const search = element('input', {
      type: 'search',
      placeholder: 'Search',
      'aria-label': 'Search in messages',
      input: () => {
        this.#search = search.value.toLowerCase();
        this.#show();
      },
    });
    const pause = element('button', { type: 'button', 'aria-pressed': 'false', click: () => this.#pause() }, 'Pause');
    const download = element('a', { class: 'button', download: 'messages.jsonl' }, 'Export JSON lines');
    const all = element('button', { type: 'button', click: () => this.#choose(null) }, 'All events');
    this.#parts = { pause, download, all, state: element('p', { class: 'quiet' }), events: element('div'), list: element('div') };
    const { state, events, list } = this.#parts;
    place.replaceChildren(
      element('div', { class: 'list' }, element('h2', {}, 'Events', all), events),
      element('div', { class: 'detail' }, element('div', { class: 'tools' }, search, pause, download, state), list),
    );
    this.#show();
  }

  /** Another run begins. */
  clear() {
    this.#messages = [];
    this.#events = [];
    this.#total = 0;
    this.#event = null;
    if (this.#paused) this.#pause();
    this.#show();
  }

  add({ total, events, messages }) {
    const last = this.#messages.at(-1)?.id ?? -1;
    this.#messages = [...this.#messages, ...messages.filter(({ id }) => id > last)].slice(-KEPT);
    this.#events = events;
    this.#total = total;
    this.#show();
  }

  setShown(isShown) {
    this.#isShown = isShown;
    this.#show();
  }

  #pause() {
    this.#paused = this.#paused ? null : this.#messages;
    this.#parts.pause.textContent = this.#paused ? 'Continue' : 'Pause';
    this.#parts.pause.setAttribute('aria-pressed', String(this.#paused !== null));
    this.#show();
  }

  #choose(event) {
    this.#event = event === this.#event ? null : event;
    this.#show();
  }

  #show() {
    if (!this.#isShown) return;
    const { state, events, list, download, all } = this.#parts;
    const matching = (this.#paused ?? this.#messages).filter((message) => this.#matches(message));
    const shown = matching.slice(-SHOWN).reverse();
    const query = new URLSearchParams({ ...(this.#event !== null && { event: this.#event }), search: this.#search });
    download.href = `/api/messages.jsonl?${query}`;
    all.hidden = this.#event === null;
    state.textContent = `${count(shown.length)} shown of ${count(this.#total)} messages${this.#paused ? ', paused' : ''}`;
    // A button that has the focus keeps it.
    const focused = this.#place.contains(document.activeElement) ? document.activeElement.dataset.event : undefined;
    const titles = ['Event', '#Count', '#Per second', '#Mean size', '#Bytes/s'];
    events.replaceChildren(
      table(
        titles,
        this.#events.map((event) => this.#eventRow(event)),
        'events',
      ),
    );
    list.replaceChildren(
      shown.length === 0
        ? element('div', { class: 'empty' }, element('p', {}, this.#total === 0 ? 'No messages yet.' : 'No message matches.'))
        : table(['#At', 'Connection', 'Event', '#Size', 'Content'], shown.map(messageRow), 'messages'),
    );
    if (focused !== undefined) [...events.querySelectorAll('button')].find(({ dataset }) => dataset.event === focused)?.focus();
  }

  #matches({ event, name, connection, seq, text }) {
    if (this.#event !== null && event !== this.#event) return false;
    return this.#search === '' || `${event} ${name} ${connection} ${seq ?? ''} ${text ?? ''}`.toLowerCase().includes(this.#search);
  }

  #eventRow({ event, count: times, bytes: size, perSecond, bytesPerSecond }) {
    const isChosen = String(event === this.#event);
    const attributes = { type: 'button', 'data-event': event, 'aria-pressed': isChosen, click: () => this.#choose(event) };
    const cells = [count(times), rate(perSecond), bytes(times === 0 ? 0 : size / times), bytes(bytesPerSecond)];
    return element('tr', {}, element('td', {}, element('button', attributes, event)), cells.map(number));
  }
}

function messageRow({ atMs, kind, connection, event, name, bytes: size, seq, ageMs, text }) {
  const isMessage = kind === 'frame' || kind === 'message';
  const details = [
    kind === 'lost' ? name : null,
    seq === null ? null : `number ${seq}`,
    ageMs === null ? null : `${milliseconds(ageMs)} old`,
    text,
  ];
  return element(
    'tr',
    { class: kind },
    number(`${(atMs / 1000).toFixed(3)} s`),
    element('td', {}, connection),
    element('td', {}, event),
    number(isMessage ? bytes(size) : ''),
    element('td', { class: 'content' }, details.filter((detail) => detail !== null).join(', ')),
  );
}
