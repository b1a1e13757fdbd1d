/** A step of `npm test`: fails when a link or a file name in the documentation leads nowhere. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentationProblems } from './problems.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const problems = documentationProblems(root);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
