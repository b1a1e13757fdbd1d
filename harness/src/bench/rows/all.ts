import type { Row } from '../bench.ts';
import { fanout } from './fanout.ts';
import { linear } from './linear.ts';

/** In the order in which they are measured. */
export const ROWS: readonly Row[] = [fanout, linear];
