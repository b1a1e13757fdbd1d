/** A step of `npm test`: fails when an address of the built manual leads nowhere, or needs more than the hub. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { siteProblems } from './site-problems.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const problems = siteProblems(join(root, 'manual', 'dist'), join(root, 'docs'));
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
