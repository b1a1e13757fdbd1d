/** Accounts and sign-ins. */
import { z } from 'zod';
import { nameSchema } from '../naming/names.ts';
import { cameraIdSchema } from '../primitives.ts';
import { keyPassSchema } from './keys.ts';
import { roleSchema, type Role } from './roles.ts';
import { guestScopeSchema } from './shares.ts';

/** Cameras at which one person may have a role of their own. */
export const CAMERA_ROLES_MAX = 256;
export const cameraRoleSchema = z.object({ cameraId: cameraIdSchema, role: roleSchema });
export type CameraRole = z.infer<typeof cameraRoleSchema>;

export const userSchema = z
  .object({
    id: z.uuid().meta({ description: 'Id of the account' }),
    email: z.string().meta({ description: 'E-mail address, lower case; empty for guests' }),
    name: z.string().meta({ description: 'Name that others see' }),
    role: roleSchema,
    cameraRoles: z
      .array(cameraRoleSchema)
      .optional()
      .meta({ description: 'Roles at single cameras, which replace `role` there; absent when there are none' }),
    disabled: z.boolean().meta({ description: 'Whether the account is disabled: it cannot sign in' }),
    service: z.literal(true).optional().meta({ description: 'Only for service accounts, which have no password and use API keys' }),
    guest: guestScopeSchema.optional().meta({ description: 'Only for guests of a share link: what they may access' }),
    key: keyPassSchema.optional().meta({ description: 'Only for requests with an API key: what the key may do' }),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

/** The role of an account, and those at single cameras. */
export interface Roles {
  readonly role: Role;
  readonly cameraRoles?: readonly CameraRole[] | undefined;
}

/** The role of a person at a camera. */
export function roleAt({ role, cameraRoles }: Roles, cameraId: string): Role {
  return cameraRoles?.find((one) => one.cameraId === cameraId)?.role ?? role;
}

export const userListSchema = z.object({ users: z.array(userSchema).meta({ description: 'All accounts' }) });

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;
const passwordSchema = z
  .string()
  .min(PASSWORD_MIN)
  .max(PASSWORD_MAX)
  .meta({ description: 'Password; those that are easy to guess are refused' });
const emailSchema = z.email().max(254).toLowerCase().meta({ description: 'E-mail address, unique among the accounts' });
const personNameSchema = nameSchema(120).meta({ description: 'Name that others see' });

export const loginSchema = z.strictObject({
  email: z.string().min(1).max(254).meta({ description: 'E-mail address of the account' }),
  password: z.string().min(1).max(PASSWORD_MAX).meta({ description: 'Its password' }),
});
export type Login = z.infer<typeof loginSchema>;
export const loginResultSchema = z
  .object({
    access_token: z.string().meta({ description: 'Sent as `Authorization: Bearer …`, or as `auth.token` of a socket' }),
    token_type: z.literal('Bearer').meta({ description: 'How to send the token (RFC 6750)' }),
    expires_in: z.int().meta({ description: 'Lifetime of the sign-in, seconds' }),
    user: userSchema.meta({ description: 'Who has signed in' }),
  })
  .meta({ id: 'LoginResult' });
export type LoginResult = z.infer<typeof loginResultSchema>;

/** The first administrator, created with the link that the hub prints while there are no users. */
export const firstRunSchema = z.strictObject({
  link: z.string().min(1).max(200).meta({ description: 'Secret of the link, after the #' }),
  email: emailSchema,
  name: personNameSchema,
  password: passwordSchema,
});
export type FirstRun = z.infer<typeof firstRunSchema>;
export const firstRunStateSchema = z
  .object({ open: z.boolean().meta({ description: 'Whether the hub waits for its first administrator' }) })
  .meta({ id: 'FirstRunState' });

export const createUserSchema = z.strictObject({
  email: emailSchema,
  name: personNameSchema,
  role: roleSchema,
  password: passwordSchema,
});
export type CreateUser = z.infer<typeof createUserSchema>;
export const updateUserSchema = z
  .strictObject({
    name: personNameSchema,
    role: roleSchema,
    cameraRoles: z
      .array(z.strictObject({ cameraId: cameraIdSchema, role: roleSchema.nullable().meta({ description: 'Role there; null removes it' }) }))
      .max(CAMERA_ROLES_MAX)
      .meta({ description: 'Roles to set at single cameras; null removes one. Others stay' }),
    password: passwordSchema,
    disabled: z.boolean().meta({ description: 'true ends all sign-ins and keys of the account' }),
  })
  .partial();
export type UpdateUser = z.infer<typeof updateUserSchema>;
/** One sign-in of a user. */
export const loginSessionSchema = z
  .object({
    id: z.uuid().meta({ description: 'Id of the sign-in' }),
    createdAt: z.iso.datetime().meta({ description: 'When it began' }),
    lastUsedAt: z.iso.datetime().meta({ description: 'Accurate to about a minute' }),
    expiresAt: z.iso.datetime().meta({ description: 'When it ends by itself' }),
    address: z.string().meta({ description: 'Address of the last use' }),
    device: z.string().meta({ description: 'Browser and system, or the program' }),
    current: z.boolean().meta({ description: 'Whether this request uses it' }),
  })
  .meta({ id: 'LoginSession' });
export type LoginSession = z.infer<typeof loginSessionSchema>;
export const loginSessionsSchema = z.object({ sessions: z.array(loginSessionSchema).meta({ description: 'The active sign-ins' }) });

export const changePasswordSchema = z.strictObject({
  current: z.string().max(PASSWORD_MAX).meta({ description: 'The password until now' }),
  password: passwordSchema,
});
