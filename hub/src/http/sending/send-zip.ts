/** Sends an archive that is created meanwhile. */
import type { ZipPlan } from '../../library/formats/zip/zip.ts';
import type { HubContext } from '../routing/route.ts';
import { sendBytes } from './send-bytes.ts';
import { CHECKED } from './send-file.ts';

export interface ZipToSend {
  readonly plan: ZipPlan;
  /** Any characters; encoded as in RFC 6266. */
  readonly filename: string;
  /** Including the quotes. Changes with the content. */
  readonly etag: string;
}

/** Resolves when it is sent or the client has disconnected. @throws {HubError} range_not_satisfiable */
export async function sendZip(ctx: HubContext, { plan, filename, etag }: ZipToSend): Promise<void> {
  ctx.type = 'application/zip';
  ctx.attachment(filename);
  ctx.set('Cache-Control', CHECKED);
  await sendBytes(ctx, { sizeBytes: plan.sizeBytes, etag, what: 'archive', open: (from, to) => plan.stream(from, to) });
}
