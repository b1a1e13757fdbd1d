/** What all hubs of a workstation have in common, in a form that tells nothing about the secrets. */
import { createHmac } from 'node:crypto';

export interface CommonFacts {
  readonly jwtSecret: string;
  readonly clusterToken: string;
  readonly cameraToken: string;
  /** The id that is stored in the database. */
  readonly databaseId: string;
}

/** By variable, in the order in which differences are reported. */
export type Marks = Readonly<Record<string, string>>;

/** A common key protects short tokens: without it, a mark cannot be compared with guesses. */
export function marksOf({ jwtSecret, clusterToken, cameraToken, databaseId }: CommonFacts): Marks {
  const mark = (value: string): string =>
    createHmac('sha256', `${jwtSecret} ${clusterToken}`).update(value).digest('base64url').slice(0, 22);
  return {
    DATABASE_URL: databaseId,
    // Each of the two keys depends on both secrets, so they are compared as one.
    'JWT_SECRET and CLUSTER_TOKEN': mark('hubs'),
    CAMERA_TOKEN: mark(cameraToken),
  };
}

/** The first variable whose mark differs; undefined when all are the same. */
export function differing(own: Marks, other: Marks): string | undefined {
  return Object.keys(own).find((name) => other[name] !== undefined && other[name] !== own[name]);
}
