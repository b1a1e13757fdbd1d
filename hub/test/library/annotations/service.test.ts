import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AnnotationShape, AnnotationTarget } from '@eyepiece/shared-types';
import { beforeEach, expect, it } from 'vitest';
import { Annotations } from '../../../src/library/annotations/service.ts';
import { Targets } from '../../../src/library/annotations/targets.ts';
import { requesterOf } from '../../../src/process/limits/queues/rotation.ts';
import { describeDatabases } from '../../persistence/databases.ts';
import { ANA, arrow, BEN, guest, newDrawing, ON_CAMERA, person } from './drawings.ts';

const OPERATOR = person('Olga', 'operator');

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
      ids.push((await annotations.put(newDrawing({ shape }), ANA)).annotation.id);
    }
    const lists = await Promise.all([annotations.list(ON_CAMERA, requesterOf(BEN)), annotations.list(ON_CAMERA, requesterOf(BEN))]);
    for (const list of lists) expect(list.map(({ id }) => id)).toEqual(ids);
    expect(lists[0][1]?.shape).toEqual({ kind: 'freehand', points });
  });

  it('keep each state when they are drawn, changed, removed and restored', async () => {
    const drawing = newDrawing();
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
    const drawing = newDrawing();
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
    const drawing = newDrawing();
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
    const drawing = newDrawing();
    await annotations.put(drawing, ANA);
    await annotations.remove(drawing.id, 1, OPERATOR);
    const { annotation, replaced } = await annotations.put({ ...drawing, shape: arrow(2), revision: 1 }, ANA);
    expect(annotation).toMatchObject({ revision: 3, deletedAt: null });
    expect(replaced).toMatchObject({ revision: 2, deleted: true, by: { name: 'Olga' } });
  });

  it('ignore a repeated request', async () => {
    const drawing = newDrawing();
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
    const { annotation } = await annotations.put(newDrawing(), ANA);
    await expect(annotations.remove(annotation.id, undefined, BEN)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(annotations.put(newDrawing(), person('Vera', 'viewer'))).rejects.toMatchObject({ code: 'forbidden' });
    expect((await annotations.put({ ...annotation, shape: arrow(2) }, BEN)).annotation.revision).toBe(2);
    expect((await annotations.remove(annotation.id, undefined, OPERATOR)).annotation.revision).toBe(3);
  });

  it('of others cannot be changed, removed or restored by guests', async () => {
    const { annotation } = await annotations.put(newDrawing(), ANA);
    const gil = guest('Gil');
    const own = await annotations.put(newDrawing(), gil);
    expect((await annotations.remove(own.annotation.id, 1, gil)).annotation.deletedAt).not.toBeNull();
    for (const attempt of [
      () => annotations.put({ ...annotation, shape: arrow(2) }, gil),
      () => annotations.remove(annotation.id, 1, gil),
      () => annotations.restore(annotation.id, gil),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('cannot move to another target', async () => {
    const drawing = newDrawing();
    await annotations.put(drawing, ANA);
    const elsewhere = { ...drawing, target: { kind: 'camera', cameraId: 'stage-2' } as const };
    await expect(annotations.put(elsewhere, ANA)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('need an existing target', async () => {
    const nowhere = newDrawing({ target: { kind: 'camera', cameraId: 'nowhere' } });
    await expect(annotations.put(nowhere, ANA)).rejects.toMatchObject({ code: 'camera_not_found' });
    const gone: AnnotationTarget = { kind: 'capture', captureId: randomUUID() };
    await expect(annotations.put(newDrawing({ target: gone }), ANA)).rejects.toMatchObject({ code: 'capture_not_found' });
    await expect(annotations.list(gone, requesterOf(BEN))).rejects.toMatchObject({ code: 'capture_not_found' });
    for (const id of [randomUUID(), 'not-an-id']) {
      await expect(annotations.history(id, requesterOf(BEN))).rejects.toMatchObject({ code: 'annotation_not_found' });
      await expect(annotations.remove(id, undefined, ANA)).rejects.toMatchObject({ code: 'annotation_not_found' });
    }
  });

  it('refuse text that the database cannot store', async () => {
    const shape: AnnotationShape = { kind: 'text', at: { x: 0, y: 0 }, text: 'a\0b' };
    await expect(annotations.put(newDrawing({ shape }), ANA)).rejects.toMatchObject({ issues: [{ path: 'shape.text' }] });
  });

  it('keep every one of many simultaneous changes', async () => {
    const drawing = newDrawing();
    await annotations.put(drawing, ANA);
    const changes = Array.from({ length: 12 }, (_, x) => annotations.put({ ...drawing, shape: arrow(x + 2) }, x % 2 ? ANA : BEN));
    await Promise.all(changes);
    const history = await annotations.history(drawing.id, requesterOf(BEN));
    expect(history.map(({ revision }) => revision)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    expect((await annotations.list(ON_CAMERA, requesterOf(BEN)))[0]?.shape).toEqual(history.at(-1)?.shape);
  });
});
