import type { Row } from '../bench.ts';
import { camera } from './camera.ts';
import { fanout } from './fanout.ts';
import { far } from './far.ts';
import { glass } from './glass.ts';
import { linear } from './linear.ts';
import { memory } from './memory.ts';
import { narrow } from './narrow.ts';
import { soak } from './soak.ts';

/** In the order in which they are measured. */
export const ROWS: readonly Row[] = [fanout, narrow, far, glass, memory, linear, camera, soak];
