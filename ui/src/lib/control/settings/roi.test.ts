import { expect, it } from 'vitest';
import { centredRoi, fullRoi, roiFault } from './roi.ts';

const limits = { minWidth: 16, minHeight: 16, maxWidth: 1280, maxHeight: 1024, step: 8 };

it('centres a region, and halves the full frame', () => {
  expect(centredRoi({ left: 0, top: 8, width: 640, height: 480 }, limits)).toEqual({ left: 320, top: 272, width: 640, height: 480 });
  expect(centredRoi(fullRoi(limits), limits)).toEqual({ left: 320, top: 256, width: 640, height: 512 });
});

it('names the violated limit', () => {
  expect(roiFault({ left: 0, top: 0, width: 1288, height: 16 }, limits)).toBe('Width 1288 px is outside 16 to 1280 px');
  expect(roiFault({ left: 0, top: 0, width: 16, height: 8 }, limits)).toBe('Height 8 px is outside 16 to 1024 px');
  expect(roiFault({ left: 656, top: 0, width: 640, height: 16 }, limits)).toBe("x 656 + width 640 px passes the sensor's 1280 px");
  expect(roiFault({ left: 0, top: 1000, width: 16, height: 32 }, limits)).toBe("y 1000 + height 32 px passes the sensor's 1024 px");
  expect(roiFault({ left: 0.5, top: 0, width: 16, height: 16 }, limits)).toBe('A region takes whole numbers from 0');
  expect(roiFault(fullRoi(limits), limits)).toBeNull();
});
