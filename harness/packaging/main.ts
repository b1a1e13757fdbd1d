/** `npm run package`: writes the tarball of `@eyepiece/harness` to harness/dist and prints its path. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const folder = join(dist, 'package');
await buildPackage(folder);
const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', dist], {
  cwd: folder,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
process.stdout.write(`${join(dist, filename)}\n`);
