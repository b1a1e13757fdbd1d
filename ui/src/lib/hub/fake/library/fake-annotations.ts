import type {
  Annotation,
  AnnotationChange,
  AnnotationPut,
  AnnotationRevision,
  AnnotationShape,
  AnnotationTarget,
  User,
} from '@eyepiece/shared-types';
import { HubError } from '@eyepiece/client/hub-error';

type Person = Annotation['author'];

const personOf = ({ id, name }: Pick<User, 'id' | 'name'>): Person => ({ id, name });
const same = (one: AnnotationTarget, other: AnnotationTarget): boolean => JSON.stringify(one) === JSON.stringify(other);

/** In-memory annotations with their revisions. */
export class FakeAnnotations {
  readonly #emit: (change: AnnotationChange) => void;
  readonly #all = new Map<string, Annotation>();
  readonly #history = new Map<string, AnnotationRevision[]>();

  constructor(tell: (change: AnnotationChange) => void) {
    this.#emit = tell;
  }

  list(target: AnnotationTarget): Annotation[] {
    return [...this.#all.values()].filter((annotation) => annotation.deletedAt === null && same(annotation.target, target));
  }

  put({ id, target, shape, revision }: AnnotationPut, user: User): AnnotationChange {
    const old = this.#all.get(id);
    const change = this.#write(old ? { ...old, shape } : this.#fresh(id, target, shape, user), user);
    const replaced = this.#replaced(id, revision, old, user);
    const event = replaced ? { ...change, replaced } : change;
    this.#emit(event);
    return event;
  }

  remove(id: string, user: User): Annotation {
    return this.#mark(id, new Date().toISOString(), user);
  }

  restore(id: string, user: User): Annotation {
    return this.#mark(id, null, user);
  }

  history(id: string): AnnotationRevision[] {
    return (this.#history.get(id) ?? []).toReversed();
  }

  #fresh(id: string, target: AnnotationTarget, shape: AnnotationShape, user: User): Annotation {
    const now = new Date().toISOString();
    const author = personOf(user);
    return { id, target, shape, author, createdAt: now, updatedAt: now, updatedBy: author, revision: 0, deletedAt: null };
  }

  #mark(id: string, deletedAt: string | null, user: User): Annotation {
    const old = this.#all.get(id);
    if (!old) throw new HubError('annotation_not_found', id);
    const change = this.#write({ ...old, deletedAt }, user);
    this.#emit(change);
    return change.annotation;
  }

  #write(next: Annotation, user: User): AnnotationChange {
    const annotation = { ...next, revision: next.revision + 1, updatedAt: new Date().toISOString(), updatedBy: personOf(user) };
    this.#all.set(annotation.id, annotation);
    const { revision, shape, updatedAt: at, updatedBy: by, deletedAt } = annotation;
    this.#history.set(annotation.id, [
      ...(this.#history.get(annotation.id) ?? []),
      { revision, shape, at, by, deleted: deletedAt !== null },
    ]);
    return { annotation };
  }

  #replaced(id: string, revision: number | undefined, old: Annotation | undefined, user: User): AnnotationRevision | undefined {
    if (!old || revision === undefined || old.revision <= revision || old.updatedBy.id === user.id) return undefined;
    return this.#history.get(id)?.find((one) => one.revision === old.revision);
  }
}
