import type { Annotation, AnnotationChange, AnnotationRevision, AnnotationShape, AnnotationTarget } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/clients/hub-client.ts';
import { newUuid } from '@eyepiece/client/ids';
import type { Session } from '../people/session.svelte.ts';

/** Conflicts between users that are shown as notices. */
export interface AnnotationNews {
  removed(annotation: Annotation, undo: () => void): void;
  /** Another user overwrote a newer change of this user. */
  overwritten(now: Annotation, mine: AnnotationRevision): void;
  /** This user overwrote a newer change of another user. */
  overwrote(now: Annotation, theirs: AnnotationRevision): void;
  failed(error: unknown): void;
}

export interface AnnotationListDeps {
  readonly hub: HubClient;
  readonly session: Session;
}

/** Annotations of one camera or capture. Own changes are shown before the hub confirms them. */
export class AnnotationList {
  #known = $state.raw<readonly Annotation[]>([]);
  /** Unconfirmed own changes, by annotation. */
  #mine = $state.raw<readonly Annotation[]>([]);
  #target: AnnotationTarget | null = null;
  readonly #deps: AnnotationListDeps;
  readonly #news: AnnotationNews;

  /** Oldest first, without removed ones. */
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

  /** Loads the annotations of a target and follows their changes. Returns a function that stops it. */
  follow(target: AnnotationTarget): () => void {
    if (!sameTarget(target, this.#target)) {
      this.#known = [];
      this.#mine = [];
    }
    this.#target = target;
    const { events } = this.#deps.hub;
    const undo = [events.on('annotation', (change) => this.#received(change)), events.on('welcome', () => void this.#load(target))];
    void this.#load(target);
    return () => {
      for (const each of undo) each();
    };
  }

  /** @param base the annotation when the change began; null creates a new one. Resolves with its id. */
  async save(base: Annotation | null, shape: AnnotationShape): Promise<string | null> {
    const target = base?.target ?? this.#target;
    const user = this.#deps.session.user;
    if (!target || !user) return null;
    const person = { id: user.id, name: user.name };
    const now = nowText();
    const fresh = { id: newUuid(), target, author: person, createdAt: now, revision: 0, deletedAt: null };
    const wanted: Annotation = { ...(base ?? fresh), shape, updatedAt: now, updatedBy: person };
    await this.#asking(wanted, async () => {
      // An annotation that is not saved yet has no revision.
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

  /** All revisions of an annotation, newest first; null when the hub refuses. */
  async history(id: string): Promise<AnnotationRevision[] | null> {
    try {
      return await this.#deps.hub.control.annotationHistory(id);
    } catch (error) {
      this.#news.failed(this.#deps.session.handleError(error));
      return null;
    }
  }

  get(id: string): Annotation | undefined {
    return this.shown.find((annotation) => annotation.id === id);
  }

  /** Shows the wanted state until the hub answers; reverts it on refusal. Resolves to true on success. */
  async #asking(wanted: Annotation, ask: () => Promise<Annotation>): Promise<boolean> {
    if (sameTarget(wanted.target, this.#target)) this.#mine = [...this.#mine.filter(({ id }) => id !== wanted.id), wanted];
    try {
      this.#put(await ask());
      return true;
    } catch (error) {
      this.#news.failed(this.#deps.session.handleError(error));
      return false;
    } finally {
      this.#mine = this.#mine.filter((one) => one !== wanted);
    }
  }

  #received({ annotation, replaced }: AnnotationChange): void {
    if (!sameTarget(annotation.target, this.#target)) return;
    this.#put(annotation);
    const me = this.#deps.session.user?.id;
    if (replaced && replaced.by.id === me && annotation.updatedBy.id !== me) this.#news.overwritten(annotation, replaced);
  }

  /** An answer may arrive after a newer update of the same annotation. */
  #put(annotation: Annotation): void {
    // The answer to a request may arrive after another target was opened.
    if (!sameTarget(annotation.target, this.#target)) return;
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
      // The list is loaded again when the hub is back.
      const known = this.#deps.session.handleError(error);
      if (known.code !== 'hub_unreachable') this.#news.failed(known);
    }
  }

  /** True when the annotation was created after the list was made. Others that are missing in the list were removed. */
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
