import type { Row } from '../bench.ts';
import { camera } from './camera.ts';
import { captures } from './captures.ts';
import { encoder } from './encoder.ts';
import { exporting } from './export.ts';
import { fanout } from './fanout.ts';
import { fall } from './fall.ts';
import { far } from './far.ts';
import { firstPicture } from './first-picture.ts';
import { glass } from './glass.ts';
import { library } from './library.ts';
import { linear } from './linear.ts';
import { memory } from './memory.ts';
import { mjpeg } from './mjpeg.ts';
import { narrow } from './narrow.ts';
import { rest } from './rest.ts';
import { soak } from './soak.ts';
import { videoQuality } from './video-quality.ts';
import { video } from './video.ts';

/** In the order of measurement. */
export const ROWS: readonly Row[] = [
  fanout,
  mjpeg,
  narrow,
  fall,
  far,
  glass,
  firstPicture,
  memory,
  linear,
  camera,
  encoder,
  video,
  videoQuality,
  captures,
  rest,
  library,
  exporting,
  soak,
];
