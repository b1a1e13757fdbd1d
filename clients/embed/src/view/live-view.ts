/** The elements in the shadow root: the picture, the state, the camera name and the age. */
import { ageText, stateWord, toneOf, type Shown } from './view-state.ts';

/** A constructed style sheet, because the policy of a page may forbid style elements and attributes. */
const STYLE = `
:host { display: block; position: relative; overflow: hidden; background: #000; color: #fff; font: 12px/1.4 system-ui, sans-serif; }
:host([hidden]) { display: none; }
.stage { position: relative; width: 100%; height: 100%; container-type: inline-size; }
canvas { display: block; width: 100%; height: 100%; object-fit: contain; }
.old canvas { filter: grayscale(1); opacity: .45; }
.bar { position: absolute; inset: auto 0 0; display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; padding: .35rem .5rem; background: rgb(0 0 0 / .62); }
.state { display: inline-flex; align-items: center; gap: .4em; font-weight: 700; letter-spacing: .04em; white-space: nowrap; }
.state::before { content: ''; width: .65em; height: .65em; border-radius: 50%; background: currentColor; }
.ok { color: #4ade80; } .warn { color: #fbbf24; } .fault { color: #ff8a80; } .idle { color: #cbd5e1; }
.name { flex: 1 1 0; min-width: 3rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.age { font-variant-numeric: tabular-nums; white-space: nowrap; }
.reason { flex: 1 0 100%; overflow-wrap: anywhere; }
[hidden] { display: none; }
@container (max-width: 14rem) { .name { display: none; } }
@media (forced-colors: active) { .bar { background: Canvas; color: CanvasText; } .state { color: CanvasText; } }
`;

let sheet: CSSStyleSheet | undefined;

/** Shape of the stage before the first picture. */
const USUAL = { width: 640, height: 512 };

export class LiveView {
  readonly #stage = element('div', 'stage');
  readonly #canvas = element('canvas', '');
  readonly #state = element('span', 'state');
  readonly #name = element('span', 'name');
  readonly #age = element('span', 'age');
  readonly #reason = element('span', 'reason');
  readonly #context: CanvasRenderingContext2D | null;

  constructor(root: ShadowRoot) {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
    }
    root.adoptedStyleSheets = [sheet];
    Object.assign(this.#canvas, USUAL);
    this.#canvas.setAttribute('role', 'img');
    this.#state.setAttribute('role', 'status');
    const bar = element('div', 'bar');
    bar.append(this.#state, this.#name, this.#age, this.#reason);
    this.#stage.append(this.#canvas, bar);
    root.append(this.#stage);
    this.#context = this.#canvas.getContext('2d', { alpha: false });
  }

  draw(picture: ImageBitmap): void {
    const { width, height } = picture;
    // Setting the size, even to the same one, clears the canvas.
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#context?.drawImage(picture, 0, 0);
  }

  /** Removes the picture, so that another camera does not seem to show it. */
  clear(): void {
    Object.assign(this.#canvas, USUAL);
  }

  /** @param ageMs null while it is unknown or there is no picture */
  show({ state, reason }: Shown, name: string, ageMs: number | null): void {
    setText(this.#state, stateWord(state));
    this.#state.className = `state ${toneOf(state)}`;
    setText(this.#name, name);
    setText(this.#age, ageMs === null ? '' : ageText(ageMs));
    setText(this.#reason, reason ?? '');
    this.#reason.hidden = reason === null;
    this.#stage.classList.toggle('old', !['live', 'late', 'waiting', 'starting', 'connecting'].includes(state));
    const label = `Live picture of ${name}`;
    if (this.#canvas.getAttribute('aria-label') !== label) this.#canvas.setAttribute('aria-label', label);
  }
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), { className });
}

/** A screen reader reads a status again when its text is set, even to the same text. */
function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
