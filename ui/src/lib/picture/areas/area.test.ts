import { describe, expect, it } from 'vitest';
import { areaAround, areaBetween, HANDLES, handlePoint, middleArea, movedArea, resizedArea, steeredArea } from './area.ts';

const PICTURE = { width: 200, height: 100 };
const AREA = { left: 40, top: 20, width: 60, height: 30 };
const key = (name: string, held: { shiftKey?: boolean; ctrlKey?: boolean; altKey?: boolean } = {}) => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  ...held,
});
const handle = (name: string) => HANDLES.find((one) => one.name === name)!;

describe('an area', () => {
  it('is drawn in any direction, in whole pixels, within the picture', () => {
    expect(areaBetween({ x: 99.6, y: 50.4 }, { x: 40.2, y: 20 }, PICTURE)).toEqual({ left: 40, top: 20, width: 60, height: 30 });
    expect(areaBetween({ x: -50, y: -50 }, { x: 900, y: 900 }, PICTURE)).toEqual({ left: 0, top: 0, width: 200, height: 100 });
    expect(areaBetween({ x: 200, y: 100 }, { x: 200, y: 100 }, PICTURE)).toEqual({ left: 199, top: 99, width: 1, height: 1 });
  });

  it('stops at the edges when it is moved', () => {
    expect(movedArea(AREA, { x: 500, y: -500 }, PICTURE)).toEqual({ ...AREA, left: 140, top: 0 });
  });

  it('is resized by each handle, with the opposite corner fixed', () => {
    expect(resizedArea(AREA, handle('se'), { x: 10, y: 5 }, PICTURE)).toEqual({ ...AREA, width: 70, height: 35 });
    expect(resizedArea(AREA, handle('nw'), { x: 10, y: 5 }, PICTURE)).toEqual({ left: 50, top: 25, width: 50, height: 25 });
    expect(resizedArea(AREA, handle('n'), { x: 10, y: 5 }, PICTURE)).toEqual({ ...AREA, top: 25, height: 25 });
    expect(resizedArea(AREA, handle('e'), { x: -80, y: 5 }, PICTURE)).toEqual({ left: 20, top: 20, width: 20, height: 30 });
    for (const one of HANDLES) {
      const { x, y } = handlePoint(AREA, one);
      expect([40, 70, 100]).toContain(x);
      expect([20, 35, 50]).toContain(y);
    }
  });

  it('follows the arrow keys, in steps of the screen; Ctrl resizes', () => {
    expect(steeredArea(AREA, key('ArrowRight'), 2, PICTURE)).toEqual({ ...AREA, left: 50 });
    expect(steeredArea(AREA, key('ArrowUp', { shiftKey: true }), 1, PICTURE)).toEqual({ ...AREA, top: 19 });
    expect(steeredArea(AREA, key('ArrowDown', { shiftKey: true, ctrlKey: true }), 32, PICTURE)).toEqual({ ...AREA, height: 31 });
    expect(steeredArea(AREA, key('ArrowLeft', { ctrlKey: true }), 0.1, PICTURE)).toEqual({ ...AREA, width: 1 });
    expect(steeredArea(AREA, key('Enter'), 1, PICTURE)).toBeNull();
  });

  it('starts as the middle of the picture, also of the smallest', () => {
    expect(middleArea(PICTURE)).toEqual({ left: 50, top: 25, width: 100, height: 50 });
    expect(middleArea({ width: 1, height: 1 })).toEqual({ left: 0, top: 0, width: 1, height: 1 });
  });

  it('is taken from the points of a shape, unless they are beside the picture', () => {
    expect(
      areaAround(
        [
          { x: 10, y: 90 },
          { x: 50, y: 10 },
        ],
        PICTURE,
      ),
    ).toEqual({ left: 10, top: 10, width: 40, height: 80 });
    expect(
      areaAround(
        [
          { x: -10, y: -5 },
          { x: 300, y: 10 },
        ],
        PICTURE,
      ),
    ).toEqual({ left: 0, top: 0, width: 200, height: 10 });
    expect(
      areaAround(
        [
          { x: -10, y: 0 },
          { x: -1, y: 10 },
        ],
        PICTURE,
      ),
    ).toBeNull();
    expect(areaAround([], PICTURE)).toBeNull();
  });
});
