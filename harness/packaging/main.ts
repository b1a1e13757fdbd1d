/** `npm run package`: writes the tarball of `@eyepiece/harness` to harness/dist and prints its path. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packPackage } from '@eyepiece/host/build/package';
import { buildPackage } from './build.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const folder = join(dist, 'package');
await buildPackage(folder);
process.stdout.write(`${packPackage(folder, dist)}\n`);
