/** Share links for guests. */
import { z } from 'zod';
import { labelSchema, nameSchema } from '../naming/names.ts';
import { cameraIdSchema, personSchema, uuidSchema } from '../primitives.ts';

/** Kinds of share links for guests. `live`: view one camera. `session`: also read and write its session. */
export const SHARE_KINDS = ['live', 'session'] as const;
export const createShareSchema = z
  .strictObject({
    kind: z.enum(SHARE_KINDS).meta({ description: 'What guests may see' }),
    cameraId: cameraIdSchema.optional().meta({ description: 'Required for live' }),
    sessionId: uuidSchema.optional().meta({ description: 'Required for session' }),
    label: labelSchema(120).default('').meta({ description: 'For the list of links' }),
    expiresIn: z
      .int()
      .min(60)
      .max(90 * 86_400)
      .default(7 * 86_400)
      .meta({ description: 'Lifetime, seconds' }),
  })
  .refine(({ kind, cameraId, sessionId }) => (kind === 'live' ? cameraId !== undefined : sessionId !== undefined), {
    message: 'live needs cameraId, session needs sessionId',
    path: ['kind'],
  });
export type CreateShare = z.input<typeof createShareSchema>;
export const shareSchema = z
  .object({
    id: uuidSchema.meta({ description: 'Id of the link' }),
    kind: z.enum(SHARE_KINDS).meta({ description: 'What guests may see' }),
    cameraId: z.string().meta({ description: 'The camera' }),
    sessionId: z.string().nullable().meta({ description: 'The session; null for a live view' }),
    label: z.string().meta({ description: 'For the list of links' }),
    createdBy: personSchema.meta({ description: 'Who made it' }),
    createdAt: z.iso.datetime().meta({ description: 'When it was made' }),
    expiresAt: z.iso.datetime().meta({ description: 'When it ends by itself' }),
    revokedAt: z.iso.datetime().nullable().meta({ description: 'When it was revoked; null: it was not' }),
    uses: z.int().min(0).meta({ description: 'Number of entries with this link' }),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: 'Last entry with it; null: none' }),
  })
  .meta({ id: 'Share' });
export type Share = z.infer<typeof shareSchema>;
export const shareListSchema = z.object({ shares: z.array(shareSchema).meta({ description: 'Also ended ones' }) });
/**
 * `public`: as the operator configured it. `page`: as the hub is opened here. `network`: in the networks of the hub's
 * machine. `local`: on that machine only.
 */
export const SHARE_ADDRESS_KINDS = ['public', 'page', 'network', 'local'] as const;
export const shareAddressSchema = z.object({
  kind: z.enum(SHARE_ADDRESS_KINDS).meta({ description: 'From where it can be opened' }),
  url: z.string().meta({ description: 'Address with the secret' }),
});
export type ShareAddress = z.infer<typeof shareAddressSchema>;
/** The addresses are returned only once, because only a digest of their secret is stored. */
export const createdShareSchema = shareSchema.extend({
  url: z.string().meta({ description: 'The first of the addresses' }),
  addresses: z.array(shareAddressSchema).meta({ description: 'Under which others can open the link, the best first' }),
});
export type CreatedShare = z.infer<typeof createdShareSchema>;
/** `POST /auth/guest` answers like a sign-in. */
export const guestLoginSchema = z.strictObject({
  share: z.string().min(1).max(200).meta({ description: 'Secret of the link, after the #' }),
  name: nameSchema(80).meta({ description: 'Name that the others see' }),
});
export type GuestLogin = z.infer<typeof guestLoginSchema>;
/** What a guest may access: part of `User` for guests. */
export const guestScopeSchema = z.object({
  kind: z.enum(SHARE_KINDS).meta({ description: 'What the guest may see' }),
  cameraId: z.string().meta({ description: 'The camera' }),
  sessionId: z.string().nullable().meta({ description: 'The session; null for a live view' }),
  expiresAt: z.iso.datetime().meta({ description: 'When the access ends' }),
});
export type GuestScope = z.infer<typeof guestScopeSchema>;
