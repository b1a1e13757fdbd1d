import { createShareSchema, createdShareSchema, shareListSchema, shareSchema, type Share } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { cameraNotFound, invalidField, shareNotFound, type HubError } from '../../../errors.ts';
import { mayAt } from '../../../people/policies.ts';
import type { LiveServices, OperationsServices, PeopleServices, SessionServices } from '../../../process/services.ts';
import { uuidOr } from '../../routing/params.ts';
import { publicUrl } from '../../routing/public-address.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';

export function shareRoutes({
  shares,
  sessions,
  registry,
  config,
}: LiveServices & PeopleServices & SessionServices & OperationsServices): Route[] {
  /** The scope of a new link; includes the camera of a session. */
  async function scopeOf({
    kind,
    cameraId,
    sessionId,
  }: z.output<typeof createShareSchema>): Promise<Pick<Share, 'cameraId' | 'sessionId'>> {
    if (kind === 'session') {
      const session = await sessions.get(sessionId ?? '');
      if (cameraId !== undefined && cameraId !== session.cameraId) {
        throw invalidField({ path: 'cameraId', message: `the session belongs to camera ${session.cameraId}`, value: cameraId });
      }
      return { cameraId: session.cameraId, sessionId: session.id };
    }
    if (cameraId === undefined || !registry.get(cameraId)) throw cameraNotFound(cameraId ?? '');
    return { cameraId, sessionId: null };
  }

  return tagged('Share links', [
    route.get('/shares', {
      summary: 'List the share links of all cameras where the role allows it, newest first, without their secrets',
      allow: 'share:edit',
      at: 'handler',
      answer: shareListSchema,
      handle: async ({ principal }) => ({
        shares: (await shares.list()).filter(({ cameraId }) => mayAt(principal, 'share:edit', cameraId)),
      }),
    }),
    route.post('/shares', {
      summary: 'Create a share link to a live view or a session; its address is shown only once',
      allow: 'share:edit',
      at: async ({ body }) => (await scopeOf(body)).cameraId,
      body: createShareSchema,
      answer: { status: 201, schema: createdShareSchema },
      handle: async ({ body, principal, ctx }) => {
        const { kind, label, expiresIn: expiresInSeconds } = body;
        const wanted = { kind, label, expiresInSeconds, ...(await scopeOf(body)) };
        const { share, secret } = await shares.create(wanted, personOf(principal, ctx));
        // Browsers do not send the fragment, so no server or proxy logs the secret.
        return { ...share, url: publicUrl(ctx, config, `/guest#${secret}`) };
      },
    }),
    route.delete('/shares/{id}', {
      summary: 'Revoke a link and sign out its guests at once',
      allow: 'share:edit',
      at: async ({ id }) => (await shares.get(uuidOr(noSuchLink, id))).cameraId,
      answer: shareSchema,
      handle: ({ id, principal, ctx }) => shares.revoke(uuidOr(noSuchLink, id), personOf(principal, ctx)),
    }),
  ]);
}

const noSuchLink = (id: string): HubError => shareNotFound(`Link ${id} not found`);
