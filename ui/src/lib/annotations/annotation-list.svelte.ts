import type { Annotation, AnnotationChange, AnnotationRevision, AnnotationShape, AnnotationTarget } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/hub-client.ts';
import { newUuid } from '../hub/client-id.ts';
import type { Session } from '../people/session.svelte.ts';

/** What a person should hear of annotations beside seeing them. */
export interface AnnotationNews {
  removed(annotation: Annotation, undo: () => void): void;
  /** Somebody wrote over newer work of this person. */
  overwritten(now: Annotation, mine: AnnotationRevision): void;
  /** This person wrote over newer work of somebody. */
  overwrote(now: Annotation, theirs: AnnotationRevision): void;
  failed(error: unknown): void;
}

export interface AnnotationListDeps {
  readonly hub: HubClient;
  readonly session: Session;
}

/** What is drawn on one camera or capture, as everybody sees it; own changes show before the hub has answered. */
export class AnnotationList {
  #known = $state.raw<readonly Annotation[]>([]);
  /** Own changes under way, by annotation. */
  #mine = $state.raw<readonly Annotation[]>([]);
  #target: AnnotationTarget | null = null;
  readonly #deps: AnnotationListDeps;
  readonly #news: AnnotationNews;

  /** Oldest first; what was removed is left out. */
  readonly shown = $derived.by<readonly Annotation[]>(() => {
    const settled = this.#known.filter(({ id }) => !this.#mine.some((one) => one.id === id));
    return [...settled, ...this.#mine]
      .filter(({ deletedAt }) => deletedAt === null)
      .sort((one, other) => one.createdAt.localeCompare(other.createdAt) || one.id.localeCompare(other.id));
  });

  constructor(deps: AnnotationListDeps, news: AnnotationNews) {
    this.#deps = deps;
    this.#news = news;
  }

  /** Shows the annotations of something, and what becomes of them. Returns its undo. */
  follow(target: AnnotationTarget): () => void {
    if (!sameTarget(target, this.#target)) {
      this.#known = [];
      this.#mine = [];
    }
    this.#target = target;
    const { events } = this.#deps.hub;
    const undo = [events.on('annotation', (change) => this.#heard(change)), events.on('welcome', () => void this.#load(target))];
    void this.#load(target);
    return () => {
      for (const each of undo) each();
    };
  }

  /** @param base what was changed, as it was when the change began; null draws a new one. Resolves with its id. */
  async save(base: Annotation | null, shape: AnnotationShape): Promise<string | null> {
    const target = base?.target ?? this.#target;
    const user = this.#deps.session.user;
    if (!target || !user) return null;
    const person = { id: user.id, name: user.name };
    const now = nowText();
    const fresh = { id: newUuid(), target, author: person, createdAt: now, revision: 0, deletedAt: null };
    const wanted: Annotation = { ...(base ?? fresh), shape, updatedAt: now, updatedBy: person };
    await this.#asking(wanted, async () => {
      // One that is still being drawn has no revision yet.
      const revision = base && base.revision > 0 ? { revision: base.revision } : {};
      const { annotation, replaced } = await this.#deps.hub.control.putAnnotation({ id: wanted.id, target, shape, ...revision });
      if (replaced) this.#news.overwrote(annotation, replaced);
      return annotation;
    });
    return wanted.id;
  }

  async remove(annotation: Annotation): Promise<void> {
    const gone = { ...annotation, deletedAt: nowText() };
    const removed = await this.#asking(gone, () => this.#deps.hub.control.removeAnnotation(annotation.id, annotation.revision));
    if (removed) this.#news.removed(annotation, () => void this.restore(annotation));
  }

  async restore(annotation: Annotation): Promise<void> {
    await this.#asking({ ...annotation, deletedAt: null }, () => this.#deps.hub.control.restoreAnnotation(annotation.id));
  }

  /** Every state that an annotation has had, the newest first; null when the hub does not tell. */
  async history(id: string): Promise<AnnotationRevision[] | null> {
    try {
      return await this.#deps.hub.control.annotationHistory(id);
    } catch (error) {
      this.#news.failed(this.#deps.session.notice(error));
      return null;
    }
  }

  named(id: string): Annotation | undefined {
    return this.shown.find((annotation) => annotation.id === id);
  }

  /** Shows what is wanted until the hub has answered; a refusal springs back. True when it was done. */
  async #asking(wanted: Annotation, ask: () => Promise<Annotation>): Promise<boolean> {
    this.#mine = [...this.#mine.filter(({ id }) => id !== wanted.id), wanted];
    try {
      this.#put(await ask());
      return true;
    } catch (error) {
      this.#news.failed(this.#deps.session.notice(error));
      return false;
    } finally {
      this.#mine = this.#mine.filter((one) => one !== wanted);
    }
  }

  #heard({ annotation, replaced }: AnnotationChange): void {
    if (!sameTarget(annotation.target, this.#target)) return;
    this.#put(annotation);
    const me = this.#deps.session.user?.id;
    if (replaced && replaced.by.id === me && annotation.updatedBy.id !== me) this.#news.overwritten(annotation, replaced);
  }

  /** An answer may arrive after newer news of the same annotation. */
  #put(annotation: Annotation): void {
    const known = this.#known.find(({ id }) => id === annotation.id);
    if (known && known.revision > annotation.revision) return;
    this.#known = [...this.#known.filter(({ id }) => id !== annotation.id), annotation];
  }

  async #load(target: AnnotationTarget): Promise<void> {
    try {
      const loaded = await this.#deps.hub.control.listAnnotations(target);
      if (!sameTarget(target, this.#target)) return;
      const newer = this.#known.filter((known) => {
        const same = loaded.find(({ id }) => id === known.id);
        return same ? known.revision > same.revision : this.#isNewerThanList(known, loaded);
      });
      this.#known = [...loaded.filter(({ id }) => !newer.some((known) => known.id === id)), ...newer];
    } catch (error) {
      // Loaded again as soon as the hub is back.
      const known = this.#deps.session.notice(error);
      if (known.code !== 'hub_unreachable') this.#news.failed(known);
    }
  }

  /** Not in a list that was made before it: drawn meanwhile. Anything else that is not in it has been removed. */
  #isNewerThanList({ updatedAt }: Annotation, loaded: readonly Annotation[]): boolean {
    return loaded.every((one) => one.updatedAt < updatedAt);
  }
}

function nowText(): string {
  return new Date().toISOString();
}

function sameTarget(one: AnnotationTarget, other: AnnotationTarget | null): boolean {
  if (one.kind === 'camera') return other?.kind === 'camera' && other.cameraId === one.cameraId;
  return other?.kind === 'capture' && other.captureId === one.captureId;
}
