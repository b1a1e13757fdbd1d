/** PUT /ingest/v1/captures/{uuid}: captures from camera services, authenticated by the camera token. */
import { captureMetadataSchema, METADATA_HEADER, type CaptureMetadata } from '@eyepiece/shared-types';
import type { Middleware } from 'koa';
import { invalidField, unauthenticated, validationFailed } from '../../errors.ts';
import { isBearer } from '../../bearer.ts';
import type { HubServices } from '../../services.ts';

const IDLE_MS = 30_000;
const PATH = /^\/ingest\/v1\/captures\/([0-9a-fA-F-]{36})$/;
/** RFC 9530: a dictionary of algorithms, digests as byte sequences between colons. */
const SHA256_DIGEST = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/;

export function captureUpload({ captures, cameraToken }: HubServices): Middleware {
  return async (ctx, next) => {
    const id = PATH.exec(ctx.path)?.[1]?.toLowerCase();
    if (id === undefined || ctx.method !== 'PUT') {
      await next();
      return;
    }
    if (!isBearer(ctx.get('authorization'), cameraToken)) throw unauthenticated('The camera token is missing or wrong');
    // A service that stops in the middle of an upload is not waited for; it will repeat it.
    ctx.req.setTimeout(IDLE_MS, () => ctx.req.destroy());
    const metadata = readMetadata(ctx.get(METADATA_HEADER));
    if (metadata.id !== id) {
      throw invalidField({ path: 'id', message: `the metadata is of ${metadata.id}, the address of ${id}`, value: metadata.id });
    }
    const { created } = await captures.ingest(metadata, ctx.req, readDigest(ctx.get('content-digest')));
    ctx.status = created ? 201 : 200;
    ctx.body = { id, created };
  };
}

function readMetadata(header: string): CaptureMetadata {
  if (header === '') throw invalidField({ path: METADATA_HEADER, message: 'this header is required' });
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  } catch {
    throw invalidField({ path: METADATA_HEADER, message: 'not base64url of JSON' });
  }
  const parsed = captureMetadataSchema.safeParse(json);
  if (!parsed.success) throw validationFailed(parsed.error, 'metadata');
  return parsed.data;
}

/** @returns the SHA-256 in hex. */
function readDigest(header: string): string {
  const digest = SHA256_DIGEST.exec(header)?.[1];
  if (digest === undefined)
    throw invalidField({ path: 'content-digest', message: 'sha-256=:…: in base64 is required (RFC 9530)', value: header });
  return Buffer.from(digest, 'base64').toString('hex');
}
