/** `node scripts/clients/main.ts [--wheels FOLDER]`: builds the packages of the clients that are missing or out of date. */
import { parseArgs } from 'node:util';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { showStep } from '../bootstrap/progress.mjs';
import { ensureClients } from './ensure-clients.ts';
import { CLIENT_BUILDS, pythonFrom } from './packages.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({ options: { wheels: { type: 'string' } } });
// An image that has no Python gets the wheel from elsewhere.
const builds =
  values.wheels === undefined ? CLIENT_BUILDS : [pythonFrom(values.wheels), ...CLIENT_BUILDS.filter(({ kind }) => kind !== 'python')];
const failed = await ensureClients(root, join(root, 'clients', 'dist'), builds, showStep);
for (const { title, reason } of failed) process.stderr.write(`The ${title} could not be built: ${reason}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
