/** API keys, with which programs use the hub for a person or a service account. */
import { z } from 'zod';
import { nameSchema } from '../naming/names.ts';
import { cameraIdSchema, personSchema, uuidSchema } from '../primitives.ts';
import { roleSchema } from './roles.ts';

/** What a key may be used for. It never allows more than the role of its account. */
export const KEY_SCOPES = ['watch', 'capture', 'control', 'library:read', 'library:write', 'admin'] as const;
export const keyScopeSchema = z.enum(KEY_SCOPES).meta({ description: 'What the key may be used for' });
export type KeyScope = z.infer<typeof keyScopeSchema>;

/** The beginning of every key, which secret scanners look for. */
export const KEY_MARK = 'eyepiece_';
/** The mark, the id of the key in hexadecimal digits, and 256 random bits in base64url. */
export const KEY_FORM = /^eyepiece_([0-9a-f]{32})_[A-Za-z0-9_-]{43}$/;

/** Also keys that are cut off, too long, in capitals, or percent-encoded: most of a secret is as bad as all of it. */
const KEYS_IN_TEXT = /eyepiece(?:_|%5f)(?:[0-9a-f]|%[0-9a-f]{2}){8}(?:[\w-]|%[0-9a-f]{2})*/gi;

/** For logs and errors, which repeat what clients send: a client may put its key anywhere. */
export function withoutKeys(text: string): string {
  return text.replaceAll(KEYS_IN_TEXT, `${KEY_MARK}[redacted]`);
}

export const KEY_NAME_MAX = 40;
export const KEY_CAMERAS_MAX = 64;
/** seconds */
export const KEY_LIFETIME = { min: 60, max: 730 * 86_400, default: 90 * 86_400 } as const;

/** What a key may do: part of `User` for requests with a key. */
export const keyPassSchema = z.object({
  id: uuidSchema.meta({ description: 'Id of the key' }),
  name: z.string().meta({ description: 'Name of the key' }),
  scopes: z.array(keyScopeSchema).meta({ description: 'What the key may be used for' }),
  cameraIds: z.array(z.string()).nullable().meta({ description: 'The only cameras that the key may be used for; null: all' }),
});
export type KeyPass = Readonly<z.infer<typeof keyPassSchema>>;

export const createKeySchema = z.strictObject({
  name: nameSchema(KEY_NAME_MAX).meta({ description: 'Name of the key in lists and in the audit trail' }),
  scopes: z
    .array(keyScopeSchema)
    .min(1)
    .max(KEY_SCOPES.length)
    .refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice')
    .meta({ description: 'What the key may be used for, each scope once' }),
  cameraIds: z
    .array(cameraIdSchema)
    .min(1)
    .max(KEY_CAMERAS_MAX)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name a camera twice')
    .nullable()
    .default(null)
    .meta({ description: 'The only cameras that the key may be used for; null: all' }),
  expiresIn: z.int().min(KEY_LIFETIME.min).max(KEY_LIFETIME.max).default(KEY_LIFETIME.default).meta({ description: 'Lifetime, seconds' }),
});
export type CreateKey = z.input<typeof createKeySchema>;

export const keySchema = keyPassSchema
  .extend({
    createdBy: personSchema.meta({ description: 'Who made it' }),
    createdAt: z.iso.datetime().meta({ description: 'When it was made' }),
    expiresAt: z.iso.datetime().meta({ description: 'When it ends by itself' }),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: 'Accurate to about a minute; null: never used' }),
    address: z.string().nullable().meta({ description: 'Address of the last use' }),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof keySchema>;
export const keyListSchema = z.object({ keys: z.array(keySchema).meta({ description: 'Keys that are not revoked' }) });

/** The key is returned only once, because only its digest is stored. */
export const createdKeySchema = keySchema.extend({
  key: z.string().meta({ description: 'Sent as `Authorization: Bearer …`, or as `auth.token` of a socket. Shown only here' }),
});
export type CreatedKey = z.infer<typeof createdKeySchema>;

/** An account for programs. It has no password, and signs in with keys alone. */
export const createServiceAccountSchema = z.strictObject({
  name: nameSchema(120).meta({ description: 'Name under which the actions of the programs are recorded' }),
  role: roleSchema,
});
export type CreateServiceAccount = z.infer<typeof createServiceAccountSchema>;
