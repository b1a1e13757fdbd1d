import { networkInterfaces } from 'node:os';
import { createShareSchema, createdShareSchema, shareListSchema, shareSchema, type Share } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { cameraNotFound, invalidField, shareNotFound, type HubError } from '../../../errors.ts';
import type { TrustProxy } from '../../../network/client.ts';
import { mayAt } from '../../../people/policies.ts';
import type { LiveServices, OperationsServices, PeopleServices, SessionServices } from '../../../process/opening/services.ts';
import { uuidOr } from '../../routing/params.ts';
import { publicUrl } from '../../routing/public-address.ts';
import { personOf, route, tagged, type HubContext, type Route } from '../../routing/route.ts';
import { shareAddresses, type Published } from '../../routing/share-addresses.ts';

export function shareRoutes({
  shares,
  sessions,
  registry,
  https,
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

  /** How the client that asks, and others, reach the hub. */
  function publishedTo(ctx: HubContext): Published {
    const { socket } = ctx.req;
    const { port: httpsPort, authority, hostNames = [] } = https() ?? {};
    const isSecure = 'encrypted' in socket && socket.encrypted === true;
    const { localAddress: address = '', localPort: port = 0 } = socket;
    const pageUrl = publicUrl(ctx, config, '');
    const isDirect = hasNoProxy(config.trustProxy) && portOf(pageUrl) === port;
    return {
      publicUrl: config.publicUrl,
      pageUrl,
      basePath: config.basePath,
      local: isDirect ? { address, port } : undefined,
      listensOn: config.host,
      ports: { http: isSecure ? config.port || undefined : port, https: httpsPort },
      certificateNames: httpsPort === undefined || authority !== undefined ? undefined : hostNames,
      machine: { interfaces: networkInterfaces(), extra: config.tls?.names ?? [] },
    };
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
        const addresses = shareAddresses(publishedTo(ctx), `/guest#${secret}`);
        return { ...share, url: addresses[0]?.url ?? '', addresses };
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

const hasNoProxy = (trusted: TrustProxy): boolean => (typeof trusted === 'number' ? trusted === 0 : trusted.length === 0);

function portOf(address: string): number | undefined {
  const url = URL.parse(address);
  return url === null ? undefined : Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}
