/**
 * `npm run build -w clients/typescript [-- FOLDER]`: builds the package in FOLDER/package, packs it into FOLDER, and prints
 * the path of the tarball. The folder is `dist` by default.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packPackage } from '@eyepiece/host/build/package';
import { buildPackage } from './build.ts';

const [target] = process.argv.slice(2);
const dist = target === undefined ? fileURLToPath(new URL('../dist', import.meta.url)) : resolve(target);
const folder = join(dist, 'package');
await buildPackage(folder);
process.stdout.write(`${packPackage(folder, dist)}\n`);
