/** Opens a bucket, and finds out at the start whether the hub may use it. */
import { randomUUID } from 'node:crypto';
import type { S3Location } from '../location.ts';
import { StoreError } from '../store-error.ts';
import { Bucket } from './bucket.ts';
import { codeOf, isNotImplemented, isPreconditionFailed, reasonOf, statusOf } from './failures.ts';
import { S3Store } from './s3-store.ts';

interface OpenedS3 {
  readonly store: S3Store;
  /** Whether two hubs that create the same object at once find out. */
  readonly conditional: boolean;
}

/** @throws {StoreError} when the endpoint does not answer, or the bucket or the credentials are wrong */
export async function openS3Store(location: S3Location): Promise<OpenedS3> {
  const bucket = new Bucket(location);
  const probe = `.probe-${randomUUID()}`;
  try {
    await bucket.put(probe, Buffer.from('probe'));
    const conditional = await refusesToReplace(bucket, probe);
    await bucket.delete(probe);
    return { store: new S3Store(location), conditional };
  } catch (error) {
    throw new StoreError(`STORE_URL=${bucket.name}: ${explanation(error, location)}`, { cause: error });
  } finally {
    bucket.close();
  }
}

async function refusesToReplace(bucket: Bucket, key: string): Promise<boolean> {
  try {
    await bucket.put(key, Buffer.from('probe'), { onlyNew: true });
    return false;
  } catch (error) {
    if (isPreconditionFailed(error)) return true;
    if (isNotImplemented(error)) return false;
    throw error;
  }
}

function explanation(error: unknown, { bucket, endpoint, region }: S3Location): string {
  const code = codeOf(error);
  const where = endpoint ?? `AWS in ${region}`;
  if (code === 'NoSuchBucket') return `${where} has no bucket "${bucket}": create it, or correct STORE_URL`;
  if (code === 'CredentialsProviderError') return 'no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
  if (/^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken|\w*UserNotFound)$/.test(code))
    return `${where} refuses the credentials (${code}): correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`;
  if (['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'].includes(code))
    return `the bucket is in another region than ${region}: set AWS_REGION`;
  if (statusOf(error) === 403) return `the credentials may not write and delete objects in the bucket "${bucket}" (${code})`;
  if (statusOf(error) === undefined) return `${where} does not answer (${reasonOf(error)}): correct S3_ENDPOINT, or start the endpoint`;
  return `${where} answers with ${String(statusOf(error))} (${reasonOf(error)})`;
}
