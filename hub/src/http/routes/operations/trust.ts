import { trustSchema } from '@eyepiece/shared-types';
import type { X509Certificate } from 'node:crypto';
import { notFound } from '../../../errors.ts';
import type { OperationsServices } from '../../../process/opening/services.ts';
import { route, tagged, type Route } from '../../routing/route.ts';

/** Public, because devices need the authority before their users can sign in over HTTPS. */
export function trustRoutes({ https }: Pick<OperationsServices, 'https'>): Route[] {
  return tagged('Service', [
    route.get('/trust', {
      summary: 'The port of HTTPS, and the certificate authority that devices have to trust',
      allow: 'public',
      answer: trustSchema,
      handle: ({ ctx }) => {
        ctx.set('Cache-Control', 'no-cache');
        const { port, authority, hostNames } = https() ?? {};
        return { httpsPort: port ?? null, authority: authority ? factsOf(authority) : null, hostNames: [...(hostNames ?? [])] };
      },
    }),
    route.get('/trust/authority.crt', {
      summary: "The certificate of the hub's own authority (PEM)",
      allow: 'public',
      answer: { mediaType: 'application/x-x509-ca-cert', description: 'The certificate' },
      handle: ({ ctx }) => {
        const authority = https()?.authority;
        if (authority === undefined) throw notFound('a certificate authority of this hub');
        // Phones and Firefox offer to trust a certificate of this type.
        ctx.type = 'application/x-x509-ca-cert';
        ctx.set({ 'Cache-Control': 'no-cache', 'Content-Disposition': 'inline; filename="eyepiece-authority.crt"' });
        ctx.body = authority.toString();
        return undefined;
      },
    }),
  ]);
}

function factsOf(authority: X509Certificate): { name: string; sha256: string; validUntil: string } {
  return {
    name: /^CN=(.+)$/m.exec(authority.subject)?.[1] ?? authority.subject,
    sha256: authority.fingerprint256,
    validUntil: authority.validToDate.toISOString(),
  };
}
