import { createShareSchema, createdShareSchema, shareSchema, type Share } from '@eyepiece/shared-types';
import { z } from 'zod';
import { cameraNotFound, invalidField, shareNotFound, type HubError } from '../../../errors.ts';
import type { LiveServices, OperationsServices, PeopleServices, SessionServices } from '../../../services.ts';
import { uuidOr } from '../../routing/params.ts';
import { publicUrl } from '../../routing/public-address.ts';
import { personOf, route, type Route } from '../../routing/route.ts';

export function shareRoutes({
  shares,
  sessions,
  registry,
  config,
}: LiveServices & PeopleServices & SessionServices & OperationsServices): Route[] {
  const tag = 'Share links';

  /** What a link is for; of a session also the camera that it is at. */
  async function opened({ kind, cameraId, sessionId }: z.output<typeof createShareSchema>): Promise<Pick<Share, 'cameraId' | 'sessionId'>> {
    if (kind === 'session') {
      const session = await sessions.get(sessionId ?? '');
      if (cameraId !== undefined && cameraId !== session.cameraId) {
        throw invalidField({ path: 'cameraId', message: `the session is at camera ${session.cameraId}`, value: cameraId });
      }
      return { cameraId: session.cameraId, sessionId: session.id };
    }
    if (cameraId === undefined || !registry.get(cameraId)) throw cameraNotFound(cameraId ?? '');
    return { cameraId, sessionId: null };
  }

  return [
    route({
      method: 'get',
      path: '/shares',
      tag,
      summary: 'All links for people without an account, newest first; their secrets are not kept',
      allow: 'share:edit',
      answer: { schema: z.object({ shares: z.array(shareSchema) }) },
      handle: async () => ({ shares: await shares.list() }),
    }),
    route({
      method: 'post',
      path: '/shares',
      tag,
      summary: 'Make a link to a live view or to a session; its address is shown this once',
      allow: 'share:edit',
      body: createShareSchema,
      answer: { status: 201, schema: createdShareSchema },
      handle: async ({ body, principal, ctx }) => {
        const { kind, label, expiresIn: expiresInSeconds } = body;
        const wanted = { kind, label, expiresInSeconds, ...(await opened(body)) };
        const { share, secret } = await shares.create(wanted, personOf(principal, ctx));
        // What stands behind # stays in the browser: no server or proxy on the way writes it down.
        return { ...share, url: publicUrl(ctx, config, `/guest#${secret}`) };
      },
    }),
    route({
      method: 'delete',
      path: '/shares/{id}',
      tag,
      summary: 'Revoke a link: whoever came by it is out at once',
      allow: 'share:edit',
      answer: { schema: shareSchema },
      handle: ({ id, principal, ctx }) => shares.revoke(uuidOr(noSuchLink, id), personOf(principal, ctx)),
    }),
  ];
}

const noSuchLink = (id: string): HubError => shareNotFound(`Link ${id} not found`);
