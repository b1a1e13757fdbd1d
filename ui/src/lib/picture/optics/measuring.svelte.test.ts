import { beforeEach, expect, it } from 'vitest';
import { Measuring } from './measuring.svelte.ts';

const at = (x: number, y: number) => ({ x, y });
let measuring: Measuring;
beforeEach(() => void (measuring = new Measuring()));

function drag(from: ReturnType<typeof at>, to: ReturnType<typeof at>): void {
  measuring.press(from, 1);
  measuring.move(to);
  measuring.release(to, 1);
}
function click(point: ReturnType<typeof at>): void {
  drag(point, point);
}

it('measures a distance by dragging and by two clicks', () => {
  measuring.toggle();
  drag(at(10, 10), at(50, 40));
  click(at(0, 0));
  expect(measuring.draft).toEqual([at(0, 0)]);
  measuring.move(at(3, 3));
  expect(measuring.shape).toEqual([at(0, 0), at(3, 3)]);
  click(at(30, 40));
  expect(measuring.list.map(({ kind, points }) => [kind, ...points])).toEqual([
    ['distance', at(10, 10), at(50, 40)],
    ['distance', at(0, 0), at(30, 40)],
  ]);
});

it('uses three points for an angle, and closes an area at its first point', () => {
  measuring.selectTool('angle');
  drag(at(0, 0), at(50, 0));
  click(at(50, 50));
  expect(measuring.list[0]?.points).toHaveLength(3);
  measuring.selectTool('area');
  for (const point of [at(0, 0), at(100, 0), at(100, 100), at(0, 100), at(4, 4)]) click(point);
  expect(measuring.list[1]).toMatchObject({ kind: 'area', points: [at(0, 0), at(100, 0), at(100, 100), at(0, 100)] });
  expect(measuring.draft).toEqual([]);
});

it('closes an area from the keyboard, but not one that is only a line', () => {
  measuring.selectTool('area');
  click(at(0, 0));
  click(at(100, 0));
  measuring.close();
  expect(measuring.list).toHaveLength(0);
  click(at(100, 100));
  measuring.close();
  expect(measuring.list).toHaveLength(1);
});

it('keeps a calibration line until a new one starts, and adds no measurement', () => {
  measuring.calibrate();
  drag(at(0, 0), at(100, 0));
  measuring.move(at(7, 7));
  expect(measuring.shape).toEqual([at(0, 0), at(100, 0)]);
  drag(at(0, 0), at(0, 50));
  expect(measuring.shape).toEqual([at(0, 0), at(0, 50)]);
  expect(measuring.list).toHaveLength(0);
  measuring.stop();
  expect(measuring.active).toBe(false);
});

it('hides measurements of another geometry, and shows them again', () => {
  measuring.geometry = 'full';
  measuring.toggle();
  drag(at(0, 0), at(50, 0));
  measuring.geometry = 'binned';
  expect(measuring.list).toHaveLength(0);
  measuring.clear();
  measuring.geometry = 'full';
  expect(measuring.list).toHaveLength(1);
  measuring.remove(measuring.list[0]!.id);
  expect(measuring.list).toHaveLength(0);
});

it('discards a shape in progress when the geometry changes', () => {
  measuring.geometry = 'camera-1';
  measuring.selectTool('area');
  for (const point of [at(0, 0), at(50, 0)]) click(point);
  measuring.geometry = 'camera-1';
  expect(measuring.draft).toHaveLength(2);
  measuring.geometry = 'camera-2';
  expect(measuring.draft).toEqual([]);
  click(at(9, 9));
  expect(measuring.draft).toEqual([at(9, 9)]);
});
