import { randomUUID } from 'node:crypto';
import { ANNOTATIONS_MAX, type AnnotationShape } from '@eyepiece/shared-types';
import { beforeEach, expect, it } from 'vitest';
import { Annotations } from '../../../src/library/annotations/service.ts';
import { Targets } from '../../../src/library/annotations/targets.ts';
import type { Caller } from '../../../src/people/caller.ts';
import { DEFAULT_LIMITS } from '../../../src/process/limits/limits.ts';
import type { WritingLimits } from '../../../src/process/limits/writing-limits.ts';
import { AnnotationEntity, AnnotationRevisionEntity } from '../../../src/persistence/entities/library/annotation.ts';
import { UserEntity } from '../../../src/persistence/entities/people/user.ts';
import { requesterOf } from '../../../src/process/limits/queues/rotation.ts';
import { describeDatabases } from '../../persistence/databases.ts';
import { ANA, arrow, BEN, guest, newDrawing } from './drawings.ts';

describeDatabases('limits of annotations', (current) => {
  const limited = (changes: Partial<WritingLimits>): { annotations: Annotations; refusals: () => number } => {
    let refusals = 0;
    const { database } = current();
    const targets = new Targets({ database, cameras: { get: () => ({}) } });
    const limits = { ...DEFAULT_LIMITS.writing, ...changes };
    return { annotations: new Annotations({ database, targets, limits, onRefused: () => (refusals += 1) }), refusals: () => refusals };
  };
  let annotations: Annotations;
  beforeEach(() => {
    ({ annotations } = limited({}));
  });

  it('leave room on a target for other people when guests draw many', async () => {
    const user = {
      id: ANA.userId,
      email: 'ana@example.org',
      name: 'Ana',
      role: 'contributor',
      passwordHash: '',
      disabled: false,
      tokenVersion: 0,
    } as const;
    await current().database.use((em) => em.insert(UserEntity, { ...user, createdAt: new Date() }));
    const { annotations: bounded, refusals } = limited({ annotationsPerGuest: 2, guestAnnotations: 3, annotationsPerUser: 4 });
    const [gil, eve] = [guest('Gil'), guest('Eve')];
    for (let n = 0; n < 2; n += 1) await bounded.put(newDrawing(), gil);
    const own = { code: 'limit_reached', message: 'There are 2 annotations of yours here, which is the limit: remove some' };
    await expect(bounded.put(newDrawing(), gil)).rejects.toMatchObject(own);
    await bounded.put(newDrawing(), eve);
    await expect(bounded.put(newDrawing(), eve)).rejects.toMatchObject({
      message: expect.stringContaining('3 annotations of guests') as string,
    });
    for (let n = 0; n < 4; n += 1) await bounded.put(newDrawing(), ANA);
    await expect(bounded.put(newDrawing(), ANA)).rejects.toMatchObject({ code: 'limit_reached' });
    expect(refusals()).toBe(3);
  });

  it('bound the bytes on a target, and leave room for other people', async () => {
    const drawnBytes = { all: 30_000, perUser: 20_000, perGuest: 4000, guests: 6000 };
    const { annotations: bounded, refusals } = limited({ drawnBytes });
    const line = (length: number): AnnotationShape => ({
      kind: 'freehand',
      points: Array.from({ length }, (_, x) => ({ x: 1000 + x, y: 1000 })),
    });
    const [gil, eve] = [guest('Gil'), guest('Eve')];
    const long = newDrawing({ shape: line(130) });
    await bounded.put(long, gil);
    await expect(bounded.put(newDrawing({ shape: line(130) }), gil)).rejects.toMatchObject({
      code: 'limit_reached',
      message: expect.stringContaining('limit of 4000 bytes for the drawings of yours') as string,
      issues: [expect.objectContaining({ path: 'shape', max: 4000, unit: 'bytes' }) as object],
    });
    await expect(bounded.put({ ...long, shape: line(300) }, gil)).rejects.toMatchObject({ code: 'limit_reached' });
    // The bytes of its previous shape do not count.
    await bounded.put({ ...long, shape: line(140) }, gil);
    await expect(bounded.put(newDrawing({ shape: line(140) }), eve)).rejects.toMatchObject({
      message: expect.stringContaining('of guests') as string,
    });
    await bounded.put(newDrawing({ shape: arrow(1) }), gil);
    const { annotation } = await bounded.put(newDrawing({ shape: line(600) }), ANA);
    await bounded.remove(annotation.id, undefined, ANA);
    await bounded.put(newDrawing({ shape: line(600) }), ANA);
    await expect(bounded.restore(annotation.id, ANA)).rejects.toMatchObject({ code: 'limit_reached' });
    expect(refusals()).toBe(4);
  });

  it('do not make one person wait behind many requests of another', async () => {
    const order: string[] = [];
    const draw = (name: string, author: Caller): Promise<unknown> => annotations.put(newDrawing(), author).then(() => order.push(name));
    const flood = Array.from({ length: 60 }, () => draw('Ana', ANA));
    await Promise.all([...flood, draw('Ben', BEN)]);
    expect(order.indexOf('Ben')).toBeLessThan(30);
  });

  it('keep the first state and the newest ones', async () => {
    const { annotations: bounded } = limited({ annotationRevisions: 4, annotationCoalesceMs: 0 });
    const drawing = newDrawing();
    for (let n = 1; n <= 10; n += 1) await bounded.put({ ...drawing, shape: arrow(n) }, ANA);
    expect((await bounded.history(drawing.id, requesterOf(BEN))).map(({ revision, shape }) => [revision, shape])).toEqual(
      [1, 8, 9, 10].map((n) => [n, arrow(n)]),
    );
  });

  it('merge consecutive changes by one person within the interval into one state', async () => {
    const drawing = newDrawing();
    for (const [x, author] of [
      [1, ANA],
      [2, ANA],
      [3, ANA],
      [4, BEN],
      [5, ANA],
      [6, ANA],
    ] as const) {
      await annotations.put({ ...drawing, shape: arrow(x) }, author);
    }
    await annotations.remove(drawing.id, undefined, ANA);
    expect((await annotations.history(drawing.id, requesterOf(BEN))).map(({ revision, deleted }) => [revision, deleted])).toEqual([
      [1, false],
      [3, false],
      [4, false],
      [6, false],
      [7, true],
    ]);
  });

  it('delete the annotations that an author removed longest ago, with their history', async () => {
    const { annotations: bounded } = limited({ removedAnnotationsPerAuthor: 2, removedAnnotations: 3 });
    const drawn: string[] = [];
    for (const author of [ANA, ANA, ANA, BEN, BEN]) {
      const { annotation } = await bounded.put(newDrawing(), author);
      drawn.push(annotation.id);
      await bounded.remove(annotation.id, undefined, author);
    }
    const left = await current().database.use((em) => em.findAll(AnnotationEntity, { fields: ['id'] }));
    expect(left.map(({ id }) => id).toSorted()).toEqual(drawn.slice(2).toSorted());
    await expect(bounded.history(drawn[0] ?? '', requesterOf(BEN))).rejects.toMatchObject({ code: 'annotation_not_found' });
  });

  it('bound the bytes that a person may draw per interval', async () => {
    const { annotations: bounded } = limited({ shapeBytes: { perPerson: 70_000, perLink: 70_000, seconds: 60 } });
    const points = Array.from({ length: 2000 }, (_, n) => ({ x: n * 1.123456789012, y: n / 3 }));
    const drawing = newDrawing({ shape: { kind: 'freehand', points } });
    const { annotation } = await bounded.put(drawing, ANA);
    expect(JSON.stringify(annotation.shape).length).toBeLessThan(60_000);
    expect(annotation.shape).toMatchObject({ points: { 1: { x: 1.12, y: 0.33 } } });
    await bounded.put({ ...drawing, shape: arrow(1) }, ANA);
    await expect(bounded.put(drawing, ANA)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: expect.any(Number) as number,
    });
    await bounded.put(newDrawing(), BEN);
  });

  it('are limited per target, also when two are drawn at once', async () => {
    const full = await Promise.all(Array.from({ length: 3 }, () => annotations.put(newDrawing(), ANA)));
    await fill(ANNOTATIONS_MAX - 4, randomUUID());
    const outcomes = await Promise.allSettled([annotations.put(newDrawing(), ANA), annotations.put(newDrawing(), BEN)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(annotations.put(newDrawing(), ANA)).rejects.toMatchObject({
      code: 'limit_reached',
      message: 'There are 500 annotations here, which is the limit: remove some',
    });
    await annotations.put(newDrawing({ target: { kind: 'camera', cameraId: 'stage-2' } }), ANA);
    const first = full[0]!.annotation;
    await annotations.remove(first.id, undefined, ANA);
    await annotations.put(newDrawing(), ANA);
    await expect(annotations.restore(first.id, ANA)).rejects.toMatchObject({ code: 'limit_reached' });
  });

  async function fill(count: number, authorId = ANA.userId): Promise<void> {
    const at = new Date();
    const by = { authorId, authorName: 'Ana', updatedById: authorId, updatedByName: 'Ana' };
    const rows = Array.from({ length: count }, () => ({ id: randomUUID(), cameraId: 'stage-1', captureId: null, shape: arrow(1), ...by }));
    await current().database.use(async (em) => {
      await em.insertMany(
        AnnotationEntity,
        rows.map((row) => ({ ...row, createdAt: at, updatedAt: at, revision: 1, deletedAt: null })),
      );
      await em.insertMany(
        AnnotationRevisionEntity,
        rows.map(({ id, shape }) => ({ annotationId: id, revision: 1, shape, at, byId: ANA.userId, byName: 'Ana', deleted: false })),
      );
    });
  }
});
