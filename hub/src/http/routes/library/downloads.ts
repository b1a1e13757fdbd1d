import { createDownloadSchema, downloadSchema } from '@eyepiece/shared-types';
import type { LibraryServices, OperationsServices, PeopleServices } from '../../../process/opening/services.ts';
import { API_PREFIX } from '../../routing/api-prefix.ts';
import { byOf, route, tagged, type Route } from '../../routing/route.ts';
import { sendZip } from '../../sending/send-zip.ts';
import { wantedBy } from '../../routing/wanted.ts';

export function downloadRoutes({ downloads, archives, audit, config }: LibraryServices & PeopleServices & OperationsServices): Route[] {
  return tagged('Downloads', [
    route.post('/downloads', {
      summary: 'Plan a zip of captures; returns its exact size and an address that is valid for a day',
      allow: 'capture:view',
      body: createDownloadSchema,
      answer: { status: 201, schema: downloadSchema },
      handle: async ({ body, principal, ctx }) => {
        const { by, signal } = wantedBy(principal, ctx);
        const download = await downloads.create(body, by, signal);
        const { id, filename, files, sizeBytes } = download;
        await audit.recordIfPossible({
          ...byOf(principal, ctx),
          action: 'download.created',
          subject: id,
          details: { filename, files, sizeBytes },
        });
        return { ...download, url: `${config.basePath}${API_PREFIX}/downloads/${download.id}/${download.filename}` };
      },
    }),
    route.get('/downloads/{id}/{filename}', {
      summary: 'Download the zip, created while it is sent; Range and If-Range resume it',
      allow: 'capture:view',
      answer: { mediaType: 'application/zip' },
      handle: async ({ id, principal, ctx }) => {
        await archives.use(principal.userId, async () => sendZip(ctx, await downloads.get(id)));
        return undefined;
      },
    }),
  ]);
}
