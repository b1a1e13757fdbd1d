import type { Annotation, AnnotationChange, AnnotationPut, AnnotationRevision } from '@eyepiece/shared-types';
import { expect, it, vi } from 'vitest';
import { Emitter } from '../hub/emitter.ts';
import type { HubClient, HubEvents } from '../hub/hub-client.ts';
import { asHubError, HubError } from '../hub/hub-error.ts';
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
  const list = new AnnotationList({ hub, session: { user: ANA, notice: asHubError } as unknown as Session }, news);
  list.follow(TARGET);
  return { events, news, control, list, hand: new Annotating(list) };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('draws by a drag, shows it at once, and puts the tool down', async () => {
  const { control, hand } = rig();
  hand.use('rectangle');
  hand.press({ x: 10, y: 10 });
  hand.move({ x: 30, y: 50 }, 1);
  hand.release({ x: 40, y: 60 }, 1);
  expect(hand.shown.map(({ shape }) => shape)).toEqual([{ kind: 'rectangle', x: 10, y: 10, width: 30, height: 50 }]);
  expect(control.putAnnotation).toHaveBeenCalledOnce();
  await settled();
  expect([hand.tool, hand.selected?.revision]).toEqual([null, 1]);
});

it('keeps the pen for the next stroke, and does not draw a click', () => {
  const { control, hand } = rig();
  hand.use('freehand');
  hand.press({ x: 0, y: 0 });
  hand.release({ x: 1, y: 1 }, 1);
  expect(control.putAnnotation).not.toHaveBeenCalled();
  hand.press({ x: 0, y: 0 });
  hand.move({ x: 20, y: 5 }, 1);
  hand.release({ x: 40, y: 0 }, 1);
  expect(control.putAnnotation).toHaveBeenCalledOnce();
  expect(hand.tool).toBe('freehand');
});

it('moves under the hand, and says which state was moved', async () => {
  const { control, hand } = rig([arrow({ revision: 3 })]);
  await settled();
  const [annotation] = hand.shown;
  hand.grab(annotation!, null, { x: 5, y: 0 });
  hand.move({ x: 6, y: 0 }, 1);
  expect(hand.shown[0]).toBe(annotation);
  hand.release({ x: 15, y: 7 }, 1);
  expect(control.putAnnotation).toHaveBeenCalledWith({
    id: 'one',
    target: TARGET,
    shape: { kind: 'arrow', from: { x: 10, y: 7 }, to: { x: 20, y: 7 } },
    revision: 3,
  });
});

it('sends what the arrow keys moved once, when the key is let go', async () => {
  const { control, hand } = rig([arrow()]);
  await settled();
  for (let press = 0; press < 5; press += 1) hand.nudge(hand.shown[0]!, { x: 1, y: 0 });
  expect(control.putAnnotation).not.toHaveBeenCalled();
  hand.settle();
  expect(control.putAnnotation.mock.calls.map(([{ shape }]) => shape)).toEqual([
    { kind: 'arrow', from: { x: 5, y: 0 }, to: { x: 15, y: 0 } },
  ]);
});

it('springs back and says so when the hub refuses', async () => {
  const { control, hand, news } = rig([arrow()]);
  await settled();
  control.putAnnotation.mockRejectedValueOnce(new HubError('forbidden', 'no'));
  hand.grab(hand.shown[0]!, 1, { x: 10, y: 0 });
  hand.release({ x: 90, y: 0 }, 1);
  await settled();
  expect(hand.shown[0]?.shape).toEqual(arrow().shape);
  expect(news.failed).toHaveBeenCalledOnce();
});

it('follows what others do, and tells whose work was written over', async () => {
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

it('removes with an undo, and a text without words altogether', async () => {
  const text = arrow({ shape: { kind: 'text', at: { x: 0, y: 0 }, text: 'edge' } });
  const { hand, news, control } = rig([text]);
  await settled();
  hand.write(hand.shown[0]!, { x: 0, y: 0 });
  await hand.written('  ');
  expect(hand.shown).toEqual([]);
  const undo = news.removed.mock.calls[0]?.[1] as () => void;
  undo();
  await settled();
  expect(control.restoreAnnotation).toHaveBeenCalledWith('one');
  expect(hand.shown).toHaveLength(1);
});

it('goes back step by step', async () => {
  const { hand } = rig([arrow()]);
  await settled();
  hand.toggle();
  hand.use('arrow');
  hand.press({ x: 0, y: 0 });
  expect([hand.escape(), hand.draft]).toEqual([true, null]);
  expect([hand.escape(), hand.tool]).toEqual([true, null]);
  expect([hand.escape(), hand.open]).toEqual([true, false]);
  expect(hand.escape()).toBe(false);
});

it('loads again after a connection was lost, and forgets what was removed meanwhile', async () => {
  const { events, list, control } = rig([arrow(), arrow({ id: 'two' })]);
  await settled();
  control.listAnnotations.mockResolvedValueOnce([arrow({ id: 'two', revision: 2 })]);
  events.emit('welcome', { user: ANA as never, hubVersion: '', uiVersion: '' });
  await settled();
  expect(list.shown).toEqual([arrow({ id: 'two', revision: 2 })]);
});
