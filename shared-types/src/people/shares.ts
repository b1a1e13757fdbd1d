/** Share links for guests. */
import { z } from 'zod';
import { labelSchema, nameSchema } from '../naming/names.ts';
import { cameraIdSchema, personSchema, uuidSchema } from '../primitives.ts';

/** Kinds of share links for guests. `live`: view one camera. `session`: also read and write its session. */
export const SHARE_KINDS = ['live', 'session'] as const;
export const createShareSchema = z
  .strictObject({
    kind: z.enum(SHARE_KINDS),
    cameraId: cameraIdSchema.optional().meta({ description: 'Required for live' }),
    sessionId: uuidSchema.optional().meta({ description: 'Required for session' }),
    label: labelSchema(120).default(''),
    expiresIn: z
      .int()
      .min(60)
      .max(90 * 86_400)
      .default(7 * 86_400)
      .meta({ description: 'seconds' }),
  })
  .refine(({ kind, cameraId, sessionId }) => (kind === 'live' ? cameraId !== undefined : sessionId !== undefined), {
    message: 'live needs cameraId, session needs sessionId',
    path: ['kind'],
  });
export type CreateShare = z.input<typeof createShareSchema>;
export const shareSchema = z
  .object({
    id: uuidSchema,
    kind: z.enum(SHARE_KINDS),
    cameraId: z.string(),
    sessionId: z.string().nullable(),
    label: z.string(),
    createdBy: personSchema,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
    uses: z.int().min(0).meta({ description: 'Number of entries with this link' }),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Share' });
export type Share = z.infer<typeof shareSchema>;
export const shareListSchema = z.object({ shares: z.array(shareSchema) });
/**
 * `public`: as the operator configured it. `page`: as the hub is opened here. `network`: in the networks of the hub's
 * machine. `local`: on that machine only.
 */
export const SHARE_ADDRESS_KINDS = ['public', 'page', 'network', 'local'] as const;
export const shareAddressSchema = z.object({ kind: z.enum(SHARE_ADDRESS_KINDS), url: z.string() });
export type ShareAddress = z.infer<typeof shareAddressSchema>;
/** The addresses are returned only once, because only a digest of their secret is stored. */
export const createdShareSchema = shareSchema.extend({
  url: z.string().meta({ description: 'The first of the addresses' }),
  addresses: z.array(shareAddressSchema).meta({ description: 'Under which others can open the link, the best first' }),
});
export type CreatedShare = z.infer<typeof createdShareSchema>;
/** `POST /auth/guest` answers like a sign-in. */
export const guestLoginSchema = z.strictObject({ share: z.string().min(1).max(200), name: nameSchema(80) });
export type GuestLogin = z.infer<typeof guestLoginSchema>;
/** What a guest may access: part of `User` for guests. */
export const guestScopeSchema = z.object({
  kind: z.enum(SHARE_KINDS),
  cameraId: z.string(),
  sessionId: z.string().nullable(),
  expiresAt: z.iso.datetime(),
});
export type GuestScope = z.infer<typeof guestScopeSchema>;
