import type { Annotation, AnnotationShape, Point } from '@eyepiece/shared-types';
import type { AnnotationList } from './annotation-list.svelte.ts';
import { extended, shapeOf, type AnnotationKind, type ShapeDraft } from './shape-draft.ts';
import { movedBy, withHandle, withText } from './shape-geometry.ts';

/** A drag starts after this distance; a shorter one is a click that selects, CSS px. */
const DRAGGED_FROM_PX = 3;

interface Drag {
  readonly base: Annotation;
  /** Index of the dragged handle; null moves the whole shape. */
  readonly handle: number | null;
  readonly from: Point;
}

/** Text being edited: of a shape, or of a new text annotation. */
export interface Writing {
  readonly base: Annotation | null;
  readonly at: Point;
}

/**
 * Editing state of one picture's annotations: tool, drawing, moving, text. Positions are in target pixels; `unit` is
 * the size of one on the screen, CSS px.
 */
export class Annotating {
  readonly list: AnnotationList;
  /** Whether the tools are shown. */
  open = $state(false);
  /** null: select and move. */
  tool = $state<AnnotationKind | null>(null);
  visible = $state(true);
  selectedId = $state<string | null>(null);
  historyOpen = $state(false);
  writing = $state.raw<Writing | null>(null);
  draft = $state.raw<ShapeDraft | null>(null);
  /** A shape changed by pointer or arrow keys, not sent yet. */
  #changed = $state.raw<Annotation | null>(null);
  #base: Annotation | null = null;
  #dragging: Drag | null = null;

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
    this.discard();
    this.tool = null;
    this.open = false;
    this.select(null);
  }

  /** Another picture is coming. A moved shape is sent, anything else in progress is discarded. */
  leave(): void {
    this.sendMove();
    this.discard();
    this.select(null);
  }

  selectTool(tool: AnnotationKind | null): void {
    this.discard();
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
    this.sendMove();
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

  /** Starts a new text annotation at this position. */
  placeText(at: Point): void {
    this.writing = { base: null, at };
  }

  startDrag(base: Annotation, handle: number | null, from: Point): void {
    this.sendMove();
    this.#dragging = { base, handle, from };
  }

  move(at: Point, unit: number): void {
    if (this.draft) this.draft = extended(this.draft, at, unit);
    if (this.#dragging) this.#drag(this.#dragging, at, unit);
  }

  release(at: Point, unit: number): void {
    this.move(at, unit);
    this.#dragging = null;
    this.sendMove();
    if (this.draft) this.#finish(shapeOf(this.draft, unit));
  }

  /** Discards the change in progress. */
  discard(): void {
    this.draft = null;
    this.#dragging = null;
    this.#changed = null;
    this.writing = null;
  }

  /** Moves by arrow keys; `sendMove` sends it when the key is released. */
  nudge(annotation: Annotation, by: Point): void {
    if (this.#changed?.id !== annotation.id) this.#base = annotation;
    this.#changed = { ...annotation, shape: movedBy(annotation.shape, by) };
  }

  /** Sends the moved shape. */
  sendMove(): void {
    const [base, changed] = [this.#base, this.#changed];
    this.#base = null;
    this.#changed = null;
    if (base && changed) void this.list.save(base, changed.shape);
  }

  editText(base: Annotation, at: Point): void {
    this.writing = { base, at };
  }

  /** Saves the text. An empty text annotation is discarded; other shapes can have no text. */
  async saveText(text: string): Promise<void> {
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
    this.discard();
    this.select(null);
    await this.list.remove(annotation);
  }

  /**
   * Cancels one level: the change in progress, then the selection, then the tool. Returns false when there was
   * nothing to cancel.
   */
  escape(): boolean {
    if (this.writing || this.draft || this.#changed) this.discard();
    else if (this.selectedId !== null) this.select(null);
    else if (this.tool !== null) this.tool = null;
    else if (this.open) this.stop();
    else return false;
    return true;
  }

  #drag({ base, handle, from }: Drag, at: Point, unit: number): void {
    if (!this.#changed && Math.hypot(at.x - from.x, at.y - from.y) * unit < DRAGGED_FROM_PX) return;
    const shape = handle === null ? movedBy(base.shape, { x: at.x - from.x, y: at.y - from.y }) : withHandle(base.shape, handle, at);
    this.#base = base;
    this.#changed = { ...base, shape };
  }

  #finish(shape: AnnotationShape | null): void {
    const kind = this.draft?.kind;
    this.draft = null;
    if (!shape) return;
    // The freehand tool stays active for further strokes; other tools are deselected after one shape, which then
    // takes text.
    if (kind !== 'freehand') this.tool = null;
    void this.list.save(null, shape).then((id) => {
      if (kind !== 'freehand' && this.tool === null) this.selectedId = id;
    });
  }
}
