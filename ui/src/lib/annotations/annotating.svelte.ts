import type { Annotation, AnnotationShape, Point } from '@eyepiece/shared-types';
import type { AnnotationList } from './annotation-list.svelte.ts';
import { extended, shapeOf, type AnnotationKind, type ShapeDraft } from './shape-draft.ts';
import { movedBy, withHandle, withText } from './shape-geometry.ts';

/** A shape follows the hand once it has moved so far, CSS px: a click only selects. */
const DRAGGED_FROM_PX = 3;

interface Grab {
  readonly base: Annotation;
  /** The corner or end that is held; null: the shape as a whole. */
  readonly handle: number | null;
  readonly from: Point;
}

/** Words being written: at a shape, or where a new text is to stand. */
export interface Writing {
  readonly base: Annotation | null;
  readonly at: Point;
}

/**
 * The hand over one picture's annotations: the tool it holds, what it draws, moves and writes. Places are in the pixels
 * of the target; `unit` is what one of them measures on the screen, CSS px.
 */
export class Annotating {
  readonly list: AnnotationList;
  /** The tools are shown. */
  open = $state(false);
  /** null: the hand that selects and moves. */
  tool = $state<AnnotationKind | null>(null);
  visible = $state(true);
  selectedId = $state<string | null>(null);
  historyOpen = $state(false);
  writing = $state.raw<Writing | null>(null);
  draft = $state.raw<ShapeDraft | null>(null);
  /** A shape under the hand or under the arrow keys, not sent yet. */
  #changed = $state.raw<Annotation | null>(null);
  #base: Annotation | null = null;
  #grab: Grab | null = null;

  readonly shown = $derived.by<readonly Annotation[]>(() => {
    const changed = this.#changed;
    return this.list.shown.map((annotation) => (annotation.id === changed?.id ? changed : annotation));
  });
  readonly selected = $derived(this.shown.find(({ id }) => id === this.selectedId) ?? null);

  constructor(list: AnnotationList) {
    this.list = list;
  }

  toggle(): void {
    if (this.open) this.stop();
    else {
      this.open = true;
      this.visible = true;
    }
  }

  stop(): void {
    this.abandon();
    this.tool = null;
    this.open = false;
    this.select(null);
  }

  use(tool: AnnotationKind | null): void {
    this.abandon();
    this.select(null);
    this.visible = true;
    this.tool = this.tool === tool ? null : tool;
  }

  show(visible: boolean): void {
    if (!visible) this.select(null);
    this.tool = null;
    this.visible = visible;
  }

  select(id: string | null): void {
    if (id === this.selectedId) return;
    this.settle();
    this.selectedId = id;
    this.historyOpen = false;
  }

  showHistory(id: string): void {
    this.visible = true;
    this.select(id);
    this.historyOpen = true;
  }

  press(at: Point): void {
    if (this.tool !== null && this.tool !== 'text') this.draft = { kind: this.tool, points: [at] };
  }

  /** A new text is to stand there. */
  put(at: Point): void {
    this.writing = { base: null, at };
  }

  grab(base: Annotation, handle: number | null, from: Point): void {
    this.settle();
    this.#grab = { base, handle, from };
  }

  move(at: Point, unit: number): void {
    if (this.draft) this.draft = extended(this.draft, at, unit);
    if (this.#grab) this.#drag(this.#grab, at, unit);
  }

  release(at: Point, unit: number): void {
    this.move(at, unit);
    this.#grab = null;
    this.settle();
    if (this.draft) this.#finish(shapeOf(this.draft, unit));
  }

  /** Lets go of what is under the hand, as if it had not been touched. */
  abandon(): void {
    this.draft = null;
    this.#grab = null;
    this.#changed = null;
    this.writing = null;
  }

  /** By the arrow keys; sent by `settle`, once the key is let go. */
  nudge(annotation: Annotation, by: Point): void {
    if (this.#changed?.id !== annotation.id) this.#base = annotation;
    this.#changed = { ...annotation, shape: movedBy(annotation.shape, by) };
  }

  /** Sends what was moved. */
  settle(): void {
    const [base, changed] = [this.#base, this.#changed];
    this.#base = null;
    this.#changed = null;
    if (base && changed) void this.list.save(base, changed.shape);
  }

  write(base: Annotation, at: Point): void {
    this.writing = { base, at };
  }

  /** What was written, or nothing: a text without words is not kept, any other shape can do without. */
  async written(text: string): Promise<void> {
    const writing = this.writing;
    const words = text.trim();
    this.writing = null;
    if (!writing) return;
    if (!writing.base) {
      this.tool = null;
      if (words !== '') this.selectedId = await this.list.save(null, { kind: 'text', at: writing.at, text: words });
      return;
    }
    const { base } = writing;
    if (words === (base.shape.text ?? '')) return;
    if (words === '' && base.shape.kind === 'text') await this.remove(base);
    else await this.list.save(base, withText(base.shape, words));
  }

  async remove(annotation: Annotation): Promise<void> {
    this.abandon();
    this.select(null);
    await this.list.remove(annotation);
  }

  /** One step back: what is under the hand, then what is selected, then the tool. True when there was something to end. */
  escape(): boolean {
    if (this.writing || this.draft || this.#changed) this.abandon();
    else if (this.selectedId !== null) this.select(null);
    else if (this.tool !== null) this.tool = null;
    else if (this.open) this.stop();
    else return false;
    return true;
  }

  #drag({ base, handle, from }: Grab, at: Point, unit: number): void {
    if (!this.#changed && Math.hypot(at.x - from.x, at.y - from.y) * unit < DRAGGED_FROM_PX) return;
    const shape = handle === null ? movedBy(base.shape, { x: at.x - from.x, y: at.y - from.y }) : withHandle(base.shape, handle, at);
    this.#base = base;
    this.#changed = { ...base, shape };
  }

  #finish(shape: AnnotationShape | null): void {
    const kind = this.draft?.kind;
    this.draft = null;
    if (!shape) return;
    // A stroke is rarely alone; of everything else one is drawn, then words are put to it.
    if (kind !== 'freehand') this.tool = null;
    void this.list.save(null, shape).then((id) => {
      if (kind !== 'freehand' && this.tool === null) this.selectedId = id;
    });
  }
}
