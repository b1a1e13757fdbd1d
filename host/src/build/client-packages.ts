/** What `scripts/clients` builds and the hub serves: the packages of the clients, and a list of them. */
import { z } from 'zod';

/** Name of the list in the folder of the packages. */
export const LIST_FILE = 'files.json';

const clientPackageSchema = z.object({
  kind: z.enum(['typescript', 'python', 'embed']),
  /** File name in the same folder. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,120}$/),
  version: z.string().min(1).max(60),
  /** Digest of the sources. */
  builtFrom: z.string().regex(/^[0-9a-f]{64}$/),
});

export type ClientPackage = z.output<typeof clientPackageSchema>;
export type ClientKind = ClientPackage['kind'];

/** At most one package of each kind. */
export const packageListSchema = z.object({ files: z.array(clientPackageSchema).max(3) });
