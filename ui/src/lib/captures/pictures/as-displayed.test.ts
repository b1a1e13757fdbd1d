import { expect, it } from 'vitest';
import { displayedName } from './as-displayed.ts';

it.each([
  ['gland_0042.ome.tif', 'gland_0042_as-displayed.png'],
  ['exp.2_1.png', 'exp.2_1_as-displayed.png'],
  ['raw.npy', 'raw_as-displayed.png'],
])('names %s %s', (name, displayed) => expect(displayedName(name)).toBe(displayed));
