import type { Annotation, AnnotationChange, AnnotationPut, AnnotationRevision } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../hub/clients/hub-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { Session } from '../people/session.svelte.ts';
import { Annotating } from './annotating.svelte.ts';
import { AnnotationList, type AnnotationNews } from './annotation-list.svelte.ts';

const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };
const TARGET = { kind: 'camera', cameraId: 'a' } as const;

function arrow(over: Partial<Annotation> = {}): Annotation {
  const shape = { kind: 'arrow', from: { x: 0, y: 0 }, to: { x: 10, y: 0 } } as const;
  const at = '2026-11-22T10:00:00.000Z';
  return {
    id: 'one',
    target: TARGET,
    shape,
    author: ANA,
    createdAt: at,
    updatedAt: at,
    updatedBy: ANA,
    revision: 1,
    deletedAt: null,
    ...over,
  };
}
const was = ({ revision, shape, updatedAt: at, updatedBy: by }: Annotation): AnnotationRevision => ({
  revision,
  shape,
  at,
  by,
  deleted: false,
});

function rig(stored: Annotation[] = []) {
  const events = new Emitter<HubEvents>();
  const news = { removed: vi.fn(), overwritten: vi.fn(), overwrote: vi.fn(), failed: vi.fn() } satisfies AnnotationNews;
  const control = {
    listAnnotations: vi.fn(() => Promise.resolve(stored)),
    putAnnotation: vi.fn(({ id, shape, revision = 0 }: AnnotationPut): Promise<AnnotationChange> =>
      Promise.resolve({ annotation: arrow({ id, shape, revision: revision + 1 }) }),
    ),
    removeAnnotation: vi.fn((id: string, revision: number) => Promise.resolve(arrow({ id, revision: revision + 1, deletedAt: 'now' }))),
    restoreAnnotation: vi.fn((id: string) => Promise.resolve(arrow({ id, revision: 9 }))),
  };
  const hub = { events, control } as unknown as HubClient;
  const list = new AnnotationList({ hub, session: { user: ANA, handleError: asHubError } as unknown as Session }, news);
  list.follow(TARGET);
  return { events, news, control, list, annotating: new Annotating(list) };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('draws by dragging, shows the shape at once, and deselects the tool', async () => {
  const { control, annotating } = rig();
  annotating.selectTool('rectangle');
  annotating.press({ x: 10, y: 10 });
  annotating.move({ x: 30, y: 50 }, 1);
  annotating.release({ x: 40, y: 60 }, 1);
  expect(annotating.shown.map(({ shape }) => shape)).toEqual([{ kind: 'rectangle', x: 10, y: 10, width: 30, height: 50 }]);
  expect(control.putAnnotation).toHaveBeenCalledOnce();
  await settled();
  expect([annotating.tool, annotating.selected?.revision]).toEqual([null, 1]);
});

it('keeps the freehand tool selected, and draws nothing for a click', () => {
  const { control, annotating } = rig();
  annotating.selectTool('freehand');
  annotating.press({ x: 0, y: 0 });
  annotating.release({ x: 1, y: 1 }, 1);
  expect(control.putAnnotation).not.toHaveBeenCalled();
  annotating.press({ x: 0, y: 0 });
  annotating.move({ x: 20, y: 5 }, 1);
  annotating.release({ x: 40, y: 0 }, 1);
  expect(control.putAnnotation).toHaveBeenCalledOnce();
  expect(annotating.tool).toBe('freehand');
});

it('moves with the pointer, and sends the revision that was moved', async () => {
  const { control, annotating } = rig([arrow({ revision: 3 })]);
  await settled();
  const [annotation] = annotating.shown;
  annotating.startDrag(annotation!, null, { x: 5, y: 0 });
  annotating.move({ x: 6, y: 0 }, 1);
  expect(annotating.shown[0]).toBe(annotation);
  annotating.release({ x: 15, y: 7 }, 1);
  expect(control.putAnnotation).toHaveBeenCalledWith({
    id: 'one',
    target: TARGET,
    shape: { kind: 'arrow', from: { x: 10, y: 7 }, to: { x: 20, y: 7 } },
    revision: 3,
  });
});

it('sends a move by arrow keys once, when the key is released', async () => {
  const { control, annotating } = rig([arrow()]);
  await settled();
  for (let press = 0; press < 5; press += 1) annotating.nudge(annotating.shown[0]!, { x: 1, y: 0 });
  expect(control.putAnnotation).not.toHaveBeenCalled();
  annotating.sendMove();
  expect(control.putAnnotation.mock.calls.map(([{ shape }]) => shape)).toEqual([
    { kind: 'arrow', from: { x: 5, y: 0 }, to: { x: 15, y: 0 } },
  ]);
});

it('reverts and reports when the hub refuses', async () => {
  const { control, annotating, news } = rig([arrow()]);
  await settled();
  control.putAnnotation.mockRejectedValueOnce(new HubError('forbidden', 'no'));
  annotating.startDrag(annotating.shown[0]!, 1, { x: 10, y: 0 });
  annotating.release({ x: 90, y: 0 }, 1);
  await settled();
  expect(annotating.shown[0]?.shape).toEqual(arrow().shape);
  expect(news.failed).toHaveBeenCalledOnce();
});

it("follows other users' changes, and reports overwritten ones", async () => {
  const { events, news, list, control } = rig([arrow()]);
  await settled();
  const bens = arrow({ revision: 3, updatedBy: BEN });
  const mine = was(arrow({ revision: 2 }));
  events.emit('annotation', { annotation: bens, replaced: mine });
  expect(list.shown).toEqual([bens]);
  expect(news.overwritten).toHaveBeenCalledWith(bens, mine);
  events.emit('annotation', { annotation: arrow({ revision: 2 }) });
  expect(list.shown, 'older news changes nothing').toEqual([bens]);
  const theirs = was(bens);
  control.putAnnotation.mockResolvedValueOnce({ annotation: arrow({ revision: 4 }), replaced: theirs });
  await list.save(arrow({ revision: 1 }), arrow().shape);
  expect(news.overwrote).toHaveBeenCalledWith(arrow({ revision: 4 }), theirs);
  events.emit('annotation', { annotation: arrow({ id: 'other', target: { kind: 'capture', captureId: 'c' } }) });
  expect(list.shown).toHaveLength(1);
});

it('removes with undo, and discards an empty text', async () => {
  const text = arrow({ shape: { kind: 'text', at: { x: 0, y: 0 }, text: 'edge' } });
  const { annotating, news, control } = rig([text]);
  await settled();
  annotating.editText(annotating.shown[0]!, { x: 0, y: 0 });
  await annotating.saveText('  ');
  expect(annotating.shown).toEqual([]);
  const undo = news.removed.mock.calls[0]?.[1] as () => void;
  undo();
  await settled();
  expect(control.restoreAnnotation).toHaveBeenCalledWith('one');
  expect(annotating.shown).toHaveLength(1);
});

it('cancels one level at a time', async () => {
  const { annotating } = rig([arrow()]);
  await settled();
  annotating.toggle();
  annotating.selectTool('arrow');
  annotating.press({ x: 0, y: 0 });
  expect([annotating.escape(), annotating.draft]).toEqual([true, null]);
  expect([annotating.escape(), annotating.tool]).toEqual([true, null]);
  expect([annotating.escape(), annotating.open]).toEqual([true, false]);
  expect(annotating.escape()).toBe(false);
});

it('loads again after a lost connection, and drops what was removed meanwhile', async () => {
  const { events, list, control } = rig([arrow(), arrow({ id: 'two' })]);
  await settled();
  control.listAnnotations.mockResolvedValueOnce([arrow({ id: 'two', revision: 2 })]);
  events.emit('welcome', { user: ANA as never, hubVersion: '', uiVersion: '' });
  await settled();
  expect(list.shown).toEqual([arrow({ id: 'two', revision: 2 })]);
});

it('keeps an answer that arrives late out of the next picture', async () => {
  const { control, list, annotating } = rig();
  const answered = Promise.withResolvers<AnnotationChange>();
  control.putAnnotation.mockReturnValueOnce(answered.promise);
  const saved = list.save(null, arrow().shape);
  list.follow({ kind: 'camera', cameraId: 'b' });
  answered.resolve({ annotation: arrow() });
  await saved;
  expect(annotating.shown).toEqual([]);
});

it('sends a moved shape and discards the rest when another picture comes', async () => {
  const { control, list, annotating } = rig([arrow()]);
  await settled();
  annotating.selectTool('rectangle');
  annotating.press({ x: 10, y: 10 });
  annotating.nudge(annotating.shown[0]!, { x: 1, y: 0 });
  annotating.leave();
  control.listAnnotations.mockReturnValueOnce(Promise.resolve([]));
  list.follow({ kind: 'camera', cameraId: 'b' });
  annotating.release({ x: 90, y: 90 }, 1);
  await settled();
  expect(control.putAnnotation.mock.calls.map(([{ id, target }]) => [id, target])).toEqual([['one', TARGET]]);
  expect([annotating.shown, annotating.selected]).toEqual([[], null]);
});
