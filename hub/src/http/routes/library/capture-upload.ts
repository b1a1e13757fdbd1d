/** PUT /ingest/v1/captures/{uuid} and …/preview: uploads by camera services, authenticated by the camera token. */
import { captureMetadataSchema, METADATA_HEADER, type CaptureMetadata } from '@eyepiece/shared-types';
import type { Middleware } from 'koa';
import { HubError, invalidField, unauthenticated, validationFailed } from '../../../errors.ts';
import { isBearer } from '../../../network/bearer.ts';
import type { LibraryServices, OperationsServices } from '../../../process/opening/services.ts';
import { readBounded } from '../../routing/body.ts';
import { answerOtherMethod } from '../../middleware/methods.ts';

const MAX_PREVIEW_BYTES = 1024 * 1024;
const PATH = /^\/ingest\/v1\/captures\/([0-9a-fA-F-]{36})(\/preview)?$/;
/** RFC 9530: a dictionary of algorithms, digests as byte sequences between colons. */
const SHA256_DIGEST = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/;

type Ctx = Parameters<Middleware>[0];

interface Outcome {
  readonly created: boolean;
  /** The capture was removed from the library after an earlier upload. */
  readonly removed?: true;
}

export function captureUpload({ captures, cameraToken }: LibraryServices & OperationsServices): Middleware {
  return async (ctx, next) => {
    const [, uuid, preview] = PATH.exec(ctx.path) ?? [];
    if (uuid === undefined) {
      await next();
      return;
    }
    if (ctx.method !== 'PUT') {
      answerOtherMethod(ctx, ['PUT']);
      return;
    }
    if (!isBearer(ctx.get('authorization'), cameraToken)) throw unauthenticated('The camera token is missing or wrong');
    const id = uuid.toLowerCase();
    const { created, removed } = preview === undefined ? await takeMaster(ctx, id) : await takePreview(ctx, id);
    ctx.status = created ? 201 : 200;
    ctx.body = { id, created, removed };
  };

  async function takeMaster(ctx: Ctx, id: string): Promise<Outcome> {
    const metadata = readMetadata(ctx.get(METADATA_HEADER));
    if (metadata.id !== id) {
      throw invalidField({ path: 'id', message: `the metadata has the id ${metadata.id}, the path has ${id}`, value: metadata.id });
    }
    return captures.ingest(metadata, ctx.req, readDigest(ctx.get('content-digest')));
  }

  async function takePreview(ctx: Ctx, id: string): Promise<Outcome> {
    if (!ctx.is('image/jpeg')) throw new HubError('unsupported_media_type', 'A preview must be image/jpeg');
    return captures.takePreview(id, await readBounded(ctx.req, MAX_PREVIEW_BYTES));
  }
}

function readMetadata(header: string): CaptureMetadata {
  if (header === '') throw invalidField({ path: METADATA_HEADER, message: 'this header is required' });
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  } catch {
    throw invalidField({ path: METADATA_HEADER, message: 'is not base64url-encoded JSON' });
  }
  const parsed = captureMetadataSchema.safeParse(json);
  if (!parsed.success) throw validationFailed(parsed.error, 'metadata');
  return parsed.data;
}

/** @returns the SHA-256, hex */
function readDigest(header: string): string {
  const digest = SHA256_DIGEST.exec(header)?.[1];
  if (digest === undefined)
    throw invalidField({ path: 'content-digest', message: 'sha-256=:…: in base64 is required (RFC 9530)', value: header });
  return Buffer.from(digest, 'base64').toString('hex');
}
