/** Captures in the spool folder of a camera service. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const REFUSED = 'rejected';

/** Names of the captures that wait for their upload. */
export async function spooledIn(spool: string): Promise<string[]> {
  return (await readdir(spool)).filter((name) => name !== REFUSED);
}

/** Names of the captures that a hub refused for good. */
export async function refusedIn(spool: string): Promise<string[]> {
  try {
    return await readdir(join(spool, REFUSED));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
