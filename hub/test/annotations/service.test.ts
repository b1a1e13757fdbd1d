import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { ANNOTATIONS_MAX, type AnnotationPut, type AnnotationShape, type AnnotationTarget } from '@eyepiece/shared-types';
import { beforeEach, describe, expect, it } from 'vitest';
import { Annotations } from '../../src/annotations/service.ts';
import { Targets } from '../../src/annotations/targets.ts';
import type { Caller } from '../../src/caller.ts';
import { AnnotationEntity, AnnotationRevisionEntity } from '../../src/persistence/entities/annotation.ts';
import { DEFAULT_LIMITS, type WritingLimits } from '../../src/limits.ts';
import { UserEntity } from '../../src/persistence/entities/user.ts';
import { requesterOf } from '../../src/queue/rotation.ts';
import { describeDatabases } from '../persistence/databases.ts';

const person = (name: string, role: Caller['role'] = 'contributor'): Caller => ({ userId: randomUUID(), name, role });
const ANA = person('Ana');
const BEN = person('Ben');
const OPERATOR = person('Olga', 'operator');
const ON_CAMERA: AnnotationTarget = { kind: 'camera', cameraId: 'stage-1' };

const arrow = (x: number): AnnotationShape => ({ kind: 'arrow', from: { x: 0, y: 0 }, to: { x, y: 10 }, text: 'here' });
const put = (changes: Partial<AnnotationPut> = {}): AnnotationPut => ({ id: randomUUID(), target: ON_CAMERA, shape: arrow(1), ...changes });

describeDatabases('annotations', (current) => {
  let annotations: Annotations;
  beforeEach(() => {
    const { database } = current();
    const cameras = { get: (id: string) => (id === 'stage-1' || id === 'stage-2' ? {} : undefined) };
    annotations = new Annotations({ database, targets: new Targets({ database, cameras }) });
  });

  it('are listed in order of creation, whatever their size', async () => {
    const points = Array.from({ length: 2000 }, (_, x) => ({ x: x + 0.25, y: (x * 7) % 977 }));
    const ids: string[] = [];
    for (let count = 0; count < 8; count += 1) {
      const shape = count % 3 === 0 ? arrow(count) : ({ kind: 'freehand', points } as const);
      ids.push((await annotations.put(put({ shape }), ANA)).annotation.id);
    }
    const lists = await Promise.all([annotations.list(ON_CAMERA, requesterOf(BEN)), annotations.list(ON_CAMERA, requesterOf(BEN))]);
    for (const list of lists) expect(list.map(({ id }) => id)).toEqual(ids);
    expect(lists[0][1]?.shape).toEqual({ kind: 'freehand', points });
  });

  it('keep each state when they are drawn, changed, removed and restored', async () => {
    const drawing = put();
    const changed = once(annotations, 'changed');
    const { annotation: drawn } = await annotations.put(drawing, ANA);
    expect(drawn).toMatchObject({ id: drawing.id, revision: 1, author: { id: ANA.userId, name: 'Ana' }, deletedAt: null });
    expect(await changed).toEqual([{ annotation: drawn }, { cameraId: 'stage-1', sessionId: null }]);

    await annotations.put({ ...drawing, shape: arrow(2) }, BEN);
    const { annotation: removed } = await annotations.remove(drawing.id, undefined, ANA);
    expect(removed).toMatchObject({ revision: 3, author: { name: 'Ana' }, updatedBy: { name: 'Ana' } });
    expect(removed.deletedAt).not.toBeNull();
    expect(await annotations.list(ON_CAMERA, requesterOf(BEN))).toEqual([]);
    const { annotation: back } = await annotations.restore(drawing.id, BEN);
    expect(back).toMatchObject({ revision: 4, shape: arrow(2), deletedAt: null });
    expect(await annotations.list(ON_CAMERA, requesterOf(BEN))).toEqual([back]);

    const history = await annotations.history(drawing.id, requesterOf(BEN));
    expect(history.map(({ revision, shape, by, deleted }) => [revision, shape, by.name, deleted])).toEqual([
      [1, arrow(1), 'Ana', false],
      [2, arrow(2), 'Ben', false],
      [3, arrow(2), 'Ana', true],
      [4, arrow(2), 'Ben', false],
    ]);
  });

  it('report the newer state that a change replaced, and its author', async () => {
    const drawing = put();
    await annotations.put(drawing, ANA);
    await annotations.put({ ...drawing, shape: arrow(2), revision: 1 }, BEN);
    const change = await annotations.put({ ...drawing, shape: arrow(3), revision: 1 }, ANA);
    expect(change.annotation).toMatchObject({ revision: 3, shape: arrow(3) });
    expect(change.replaced).toMatchObject({ revision: 2, shape: arrow(2), by: { name: 'Ben' }, deleted: false });

    // Neither a change of one's own newer state nor an up-to-date change replaces another person's work.
    expect(await annotations.put({ ...drawing, shape: arrow(4), revision: 1 }, ANA)).not.toHaveProperty('replaced');
    expect(await annotations.put({ ...drawing, shape: arrow(5), revision: 4 }, BEN)).not.toHaveProperty('replaced');
  });

  it('keep the order of fast changes by one person', async () => {
    const drawing = put();
    const states = Array.from({ length: 24 }, (_, index) => arrow(index + 1));
    const answers = await Promise.all(states.map((shape) => annotations.put({ ...drawing, shape }, ANA)));
    expect(answers.map(({ annotation }) => annotation.shape)).toEqual(states);
    expect((await annotations.history(drawing.id, requesterOf(BEN))).map(({ revision, shape }) => [revision, shape])).toEqual([
      [1, states[0]],
      [24, states[23]],
    ]);
    const [, removed] = await Promise.all([
      annotations.put({ ...drawing, shape: arrow(99) }, ANA),
      annotations.remove(drawing.id, undefined, ANA),
      annotations.restore(drawing.id, ANA),
    ]);
    expect(removed.annotation).toMatchObject({ revision: 26, shape: arrow(99) });
    expect(await annotations.list(ON_CAMERA, requesterOf(BEN))).toMatchObject([{ revision: 27, deletedAt: null }]);
  });

  it('are restored, with a notice, by a change after another person removed them', async () => {
    const drawing = put();
    await annotations.put(drawing, ANA);
    await annotations.remove(drawing.id, 1, OPERATOR);
    const { annotation, replaced } = await annotations.put({ ...drawing, shape: arrow(2), revision: 1 }, ANA);
    expect(annotation).toMatchObject({ revision: 3, deletedAt: null });
    expect(replaced).toMatchObject({ revision: 2, deleted: true, by: { name: 'Olga' } });
  });

  it('ignore a repeated request', async () => {
    const drawing = put();
    const { annotation } = await annotations.put(drawing, ANA);
    let events = 0;
    annotations.on('changed', () => events++);
    expect(await annotations.put(drawing, ANA)).toEqual({ annotation });
    expect(await annotations.restore(drawing.id, ANA)).toEqual({ annotation });
    expect(events).toBe(0);
    const { annotation: removed } = await annotations.remove(drawing.id, undefined, ANA);
    expect(await annotations.remove(drawing.id, undefined, ANA)).toEqual({ annotation: removed });
    expect([events, (await annotations.history(drawing.id, requesterOf(BEN))).length]).toEqual([1, 2]);
  });

  it('of others can be changed by contributors and removed by operators', async () => {
    const { annotation } = await annotations.put(put(), ANA);
    await expect(annotations.remove(annotation.id, undefined, BEN)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(annotations.put(put(), person('Vera', 'viewer'))).rejects.toMatchObject({ code: 'forbidden' });
    expect((await annotations.put({ ...annotation, shape: arrow(2) }, BEN)).annotation.revision).toBe(2);
    expect((await annotations.remove(annotation.id, undefined, OPERATOR)).annotation.revision).toBe(3);
  });

  it('of others cannot be changed, removed or restored by guests', async () => {
    const { annotation } = await annotations.put(put(), ANA);
    const scope = {
      kind: 'session',
      cameraId: 'stage-1',
      sessionId: randomUUID(),
      expiresAt: '2026-11-30T00:00:00Z',
      shareId: randomUUID(),
    } as const;
    const guest: Caller = { ...person('Gil', 'viewer'), guest: scope };
    const own = await annotations.put(put(), guest);
    expect((await annotations.remove(own.annotation.id, 1, guest)).annotation.deletedAt).not.toBeNull();
    for (const attempt of [
      () => annotations.put({ ...annotation, shape: arrow(2) }, guest),
      () => annotations.remove(annotation.id, 1, guest),
      () => annotations.restore(annotation.id, guest),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('cannot move to another target', async () => {
    const drawing = put();
    await annotations.put(drawing, ANA);
    const elsewhere = { ...drawing, target: { kind: 'camera', cameraId: 'stage-2' } as const };
    await expect(annotations.put(elsewhere, ANA)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('need an existing target', async () => {
    const nowhere = put({ target: { kind: 'camera', cameraId: 'nowhere' } });
    await expect(annotations.put(nowhere, ANA)).rejects.toMatchObject({ code: 'camera_not_found' });
    const gone: AnnotationTarget = { kind: 'capture', captureId: randomUUID() };
    await expect(annotations.put(put({ target: gone }), ANA)).rejects.toMatchObject({ code: 'capture_not_found' });
    await expect(annotations.list(gone, requesterOf(BEN))).rejects.toMatchObject({ code: 'capture_not_found' });
    for (const id of [randomUUID(), 'not-an-id']) {
      await expect(annotations.history(id, requesterOf(BEN))).rejects.toMatchObject({ code: 'annotation_not_found' });
      await expect(annotations.remove(id, undefined, ANA)).rejects.toMatchObject({ code: 'annotation_not_found' });
    }
  });

  it('refuse text that the database cannot store', async () => {
    const shape: AnnotationShape = { kind: 'text', at: { x: 0, y: 0 }, text: 'a\0b' };
    await expect(annotations.put(put({ shape }), ANA)).rejects.toMatchObject({ issues: [{ path: 'shape.text' }] });
  });

  it('are limited per target, also when two are drawn at once', async () => {
    const full = await Promise.all(Array.from({ length: 3 }, () => annotations.put(put(), ANA)));
    await fill(ANNOTATIONS_MAX - 4, randomUUID());
    const outcomes = await Promise.allSettled([annotations.put(put(), ANA), annotations.put(put(), BEN)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(annotations.put(put(), ANA)).rejects.toMatchObject({
      code: 'limit_reached',
      message: 'There are 500 annotations here, which is the limit: remove some',
    });
    await annotations.put(put({ target: { kind: 'camera', cameraId: 'stage-2' } }), ANA);
    const first = full[0]!.annotation;
    await annotations.remove(first.id, undefined, ANA);
    await annotations.put(put(), ANA);
    await expect(annotations.restore(first.id, ANA)).rejects.toMatchObject({ code: 'limit_reached' });
  });

  it('keep every one of many simultaneous changes', async () => {
    const drawing = put();
    await annotations.put(drawing, ANA);
    const changes = Array.from({ length: 12 }, (_, x) => annotations.put({ ...drawing, shape: arrow(x + 2) }, x % 2 ? ANA : BEN));
    await Promise.all(changes);
    const history = await annotations.history(drawing.id, requesterOf(BEN));
    expect(history.map(({ revision }) => revision)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    expect((await annotations.list(ON_CAMERA, requesterOf(BEN)))[0]?.shape).toEqual(history.at(-1)?.shape);
  });

  describe('limits', () => {
    const limited = (changes: Partial<WritingLimits>): { annotations: Annotations; refusals: () => number } => {
      let refusals = 0;
      const { database } = current();
      const targets = new Targets({ database, cameras: { get: () => ({}) } });
      const limits = { ...DEFAULT_LIMITS.writing, ...changes };
      return { annotations: new Annotations({ database, targets, limits, onRefused: () => (refusals += 1) }), refusals: () => refusals };
    };
    const scope = {
      kind: 'session',
      cameraId: 'stage-1',
      sessionId: randomUUID(),
      expiresAt: '2036-11-30T00:00:00Z',
      shareId: randomUUID(),
    } as const;
    const guest = (name: string): Caller => ({ ...person(name, 'viewer'), guest: scope });

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
      for (let n = 0; n < 2; n += 1) await bounded.put(put(), gil);
      const own = { code: 'limit_reached', message: 'There are 2 annotations of yours here, which is the limit: remove some' };
      await expect(bounded.put(put(), gil)).rejects.toMatchObject(own);
      await bounded.put(put(), eve);
      await expect(bounded.put(put(), eve)).rejects.toMatchObject({
        message: expect.stringContaining('3 annotations of guests') as string,
      });
      for (let n = 0; n < 4; n += 1) await bounded.put(put(), ANA);
      await expect(bounded.put(put(), ANA)).rejects.toMatchObject({ code: 'limit_reached' });
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
      const long = put({ shape: line(130) });
      await bounded.put(long, gil);
      await expect(bounded.put(put({ shape: line(130) }), gil)).rejects.toMatchObject({
        code: 'limit_reached',
        message: expect.stringContaining('limit of 4000 bytes for the drawings of yours') as string,
        issues: [expect.objectContaining({ path: 'shape', max: 4000, unit: 'bytes' }) as object],
      });
      await expect(bounded.put({ ...long, shape: line(300) }, gil)).rejects.toMatchObject({ code: 'limit_reached' });
      // The bytes of its previous shape do not count.
      await bounded.put({ ...long, shape: line(140) }, gil);
      await expect(bounded.put(put({ shape: line(140) }), eve)).rejects.toMatchObject({
        message: expect.stringContaining('of guests') as string,
      });
      await bounded.put(put({ shape: arrow(1) }), gil);
      const { annotation } = await bounded.put(put({ shape: line(600) }), ANA);
      await bounded.remove(annotation.id, undefined, ANA);
      await bounded.put(put({ shape: line(600) }), ANA);
      await expect(bounded.restore(annotation.id, ANA)).rejects.toMatchObject({ code: 'limit_reached' });
      expect(refusals()).toBe(4);
    });

    it('do not make one person wait behind many requests of another', async () => {
      const order: string[] = [];
      const draw = (name: string, author: Caller): Promise<unknown> => annotations.put(put(), author).then(() => order.push(name));
      const flood = Array.from({ length: 60 }, () => draw('Ana', ANA));
      await Promise.all([...flood, draw('Ben', BEN)]);
      expect(order.indexOf('Ben')).toBeLessThan(30);
    });

    it('keep the first state and the newest ones', async () => {
      const { annotations: bounded } = limited({ annotationRevisions: 4, annotationCoalesceMs: 0 });
      const drawing = put();
      for (let n = 1; n <= 10; n += 1) await bounded.put({ ...drawing, shape: arrow(n) }, ANA);
      expect((await bounded.history(drawing.id, requesterOf(BEN))).map(({ revision, shape }) => [revision, shape])).toEqual(
        [1, 8, 9, 10].map((n) => [n, arrow(n)]),
      );
    });

    it('merge consecutive changes by one person within the interval into one state', async () => {
      const drawing = put();
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
        const { annotation } = await bounded.put(put(), author);
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
      const drawing = put({ shape: { kind: 'freehand', points } });
      const { annotation } = await bounded.put(drawing, ANA);
      expect(JSON.stringify(annotation.shape).length).toBeLessThan(60_000);
      expect(annotation.shape).toMatchObject({ points: { 1: { x: 1.12, y: 0.33 } } });
      await bounded.put({ ...drawing, shape: arrow(1) }, ANA);
      await expect(bounded.put(drawing, ANA)).rejects.toMatchObject({
        code: 'rate_limited',
        retryAfterSeconds: expect.any(Number) as number,
      });
      await bounded.put(put(), BEN);
    });
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
