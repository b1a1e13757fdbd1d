import { feedUrlRequestSchema, feedUrlSchema } from '@eyepiece/shared-types';
import { cameraNotFound } from '../../../errors.ts';
import type { LiveServices, OperationsServices, PeopleServices } from '../../../process/opening/services.ts';
import { API_PREFIX } from '../../routing/api-prefix.ts';
import { publicUrl } from '../../routing/public-address.ts';
import { byOf, route, tagged, type Route } from '../../routing/route.ts';

export function feedUrlRoutes({ registry, tokens, audit, config }: LiveServices & PeopleServices & OperationsServices): Route[] {
  return tagged('Cameras', [
    route.post('/cameras/{id}/feed-url', {
      summary: 'Create a temporary address of the MJPEG feed of this camera, for programs that cannot send headers or cookies',
      allow: 'camera:view',
      stores: false,
      body: feedUrlRequestSchema,
      bodyOptional: true,
      answer: { status: 201, schema: feedUrlSchema },
      handle: async ({ id, body, principal, ctx }) => {
        if (!registry.get(id)) throw cameraNotFound(id);
        const token = tokens.issueFeed(principal, id, body.expiresIn);
        const expiresAt = new Date(Date.now() + body.expiresIn * 1000).toISOString();
        const entry = { ...byOf(principal, ctx), action: 'feed-url.created', subject: id, details: { expiresAt } } as const;
        await audit.recordIfPossible(entry, `feed-url ${principal.userId} ${id}`);
        return {
          url: publicUrl(ctx, config, `${API_PREFIX}/cameras/${id}/feed?token=${token}`),
          expiresAt,
        };
      },
    }),
  ]);
}
