import { describe, expect, it } from 'vitest';
import { AreaPointer } from './area-pointer.ts';
import { LinePointer } from './line-pointer.svelte.ts';
import { PlacedTool, type AreaTool, type LineTool } from './placed-tools.svelte.ts';

const PICTURE = { width: 200, height: 100 };
const key = (name: string, shiftKey = false) => ({ key: name, shiftKey, ctrlKey: false, altKey: false });

describe('the tool of an area', () => {
  it('draws, moves and resizes by where the press began', () => {
    const tool: AreaTool = new PlacedTool();
    const pointer = new AreaPointer(tool);
    pointer.press({ x: 40, y: 20 }, 1);
    pointer.drag({ x: 100, y: 60 }, 1, PICTURE);
    pointer.release();
    expect(tool.placed).toEqual({ left: 40, top: 20, width: 60, height: 40 });
    pointer.press({ x: 70, y: 40 }, 1);
    pointer.drag({ x: 80, y: 45 }, 1, PICTURE);
    pointer.release();
    expect(tool.placed).toEqual({ left: 50, top: 25, width: 60, height: 40 });
    pointer.press({ x: 112, y: 66 }, 1);
    pointer.drag({ x: 122, y: 76 }, 1, PICTURE);
    pointer.release();
    expect(tool.placed).toEqual({ left: 50, top: 25, width: 70, height: 50 });
    pointer.drag({ x: 0, y: 0 }, 1, PICTURE);
    expect(tool.placed).toEqual({ left: 50, top: 25, width: 70, height: 50 });
  });

  it('draws nothing at a click', () => {
    const tool: AreaTool = new PlacedTool();
    const pointer = new AreaPointer(tool);
    pointer.press({ x: 40, y: 20 }, 1);
    pointer.drag({ x: 42, y: 21 }, 1, PICTURE);
    pointer.release();
    expect(tool.placed).toBeNull();
  });

  it('keeps the areas of other geometries, and shows each with its own', () => {
    const tool: AreaTool = new PlacedTool();
    const pointer = new AreaPointer(tool);
    tool.geometry = 'left camera';
    pointer.steer(key('ArrowLeft'), 1, PICTURE);
    const left = tool.placed;
    expect(left).not.toBeNull();
    tool.geometry = 'right camera';
    expect(tool.placed).toBeNull();
    tool.geometry = 'left camera';
    expect(tool.placed).toEqual(left);
  });

  it('forgets the oldest of many geometries', () => {
    const tool: AreaTool = new PlacedTool();
    for (let at = 0; at < 100; at++) {
      tool.geometry = String(at);
      tool.place({ left: at, top: 0, width: 1, height: 1 });
    }
    tool.geometry = '0';
    expect(tool.placed).toBeNull();
    tool.geometry = '99';
    expect(tool.placed).toEqual({ left: 99, top: 0, width: 1, height: 1 });
  });
});

describe('the tool of a line', () => {
  it('draws a line, moves its ends and moves it as a whole', () => {
    const tool: LineTool = new PlacedTool();
    const pointer = new LinePointer(tool);
    pointer.press({ x: 20.5, y: 10.5 }, 1);
    pointer.drag({ x: 120.5, y: 10.5 }, 1, PICTURE);
    pointer.release();
    expect(tool.placed).toEqual({ x1: 20, y1: 10, x2: 120, y2: 10 });
    pointer.press({ x: 121, y: 11 }, 1);
    pointer.drag({ x: 999, y: 50 }, 1, PICTURE);
    pointer.release();
    expect(tool.placed).toEqual({ x1: 20, y1: 10, x2: 199, y2: 50 });
    pointer.press({ x: 110, y: 30.5 }, 1);
    pointer.drag({ x: 100, y: 40.5 }, 1, PICTURE);
    pointer.release();
    expect(tool.placed).toEqual({ x1: 10, y1: 20, x2: 189, y2: 60 });
    pointer.press({ x: 100, y: 42 }, 1);
    pointer.drag({ x: -900, y: 942 }, 1, PICTURE);
    expect(tool.placed).toEqual({ x1: 0, y1: 59, x2: 179, y2: 99 });
  });

  it('follows the keyboard: Enter draws a line, then changes the end that the arrows move', () => {
    const tool: LineTool = new PlacedTool();
    const pointer = new LinePointer(tool);
    expect(pointer.steer(key('Enter'), 1, PICTURE)).toBe(true);
    expect(tool.placed).toEqual({ x1: 50, y1: 50, x2: 150, y2: 50 });
    pointer.steer(key('ArrowDown', true), 1, PICTURE);
    expect(tool.placed).toEqual({ x1: 50, y1: 50, x2: 150, y2: 51 });
    pointer.steer(key('Enter'), 1, PICTURE);
    pointer.steer(key('ArrowLeft'), 4, PICTURE);
    expect(tool.placed).toEqual({ x1: 30, y1: 50, x2: 150, y2: 51 });
    expect(pointer.steer(key('x'), 1, PICTURE)).toBe(false);
  });
});
