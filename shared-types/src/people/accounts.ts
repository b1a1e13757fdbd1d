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
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
    cameraRoles: z
      .array(cameraRoleSchema)
      .optional()
      .meta({ description: 'Roles at single cameras, which replace `role` there; absent when there are none' }),
    disabled: z.boolean(),
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

export const userListSchema = z.object({ users: z.array(userSchema) });

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;
const passwordSchema = z.string().min(PASSWORD_MIN).max(PASSWORD_MAX);
const emailSchema = z.email().max(254).toLowerCase();

export const loginSchema = z.strictObject({ email: z.string().min(1).max(254), password: z.string().min(1).max(PASSWORD_MAX) });
export type Login = z.infer<typeof loginSchema>;
export const loginResultSchema = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'seconds' }),
    user: userSchema,
  })
  .meta({ id: 'LoginResult' });
export type LoginResult = z.infer<typeof loginResultSchema>;

/** The first administrator, created with the link that the hub prints while there are no users. */
export const firstRunSchema = z.strictObject({
  link: z.string().min(1).max(200).meta({ description: 'Secret of the link, after the #' }),
  email: emailSchema,
  name: nameSchema(120),
  password: passwordSchema,
});
export type FirstRun = z.infer<typeof firstRunSchema>;
export const firstRunStateSchema = z
  .object({ open: z.boolean().meta({ description: 'Whether the hub waits for its first administrator' }) })
  .meta({ id: 'FirstRunState' });

export const createUserSchema = z.strictObject({
  email: emailSchema,
  name: nameSchema(120),
  role: roleSchema,
  password: passwordSchema,
});
export type CreateUser = z.infer<typeof createUserSchema>;
export const updateUserSchema = z
  .strictObject({
    name: nameSchema(120),
    role: roleSchema,
    cameraRoles: z
      .array(z.strictObject({ cameraId: cameraIdSchema, role: roleSchema.nullable() }))
      .max(CAMERA_ROLES_MAX)
      .meta({ description: 'Roles to set at single cameras; null removes one. Others stay' }),
    password: passwordSchema,
    disabled: z.boolean(),
  })
  .partial();
export type UpdateUser = z.infer<typeof updateUserSchema>;
/** One sign-in of a user. */
export const loginSessionSchema = z
  .object({
    id: z.uuid(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().meta({ description: 'Accurate to about a minute' }),
    expiresAt: z.iso.datetime(),
    address: z.string().meta({ description: 'Address of the last use' }),
    device: z.string().meta({ description: 'Browser and system, or the program' }),
    current: z.boolean().meta({ description: 'Whether this request uses it' }),
  })
  .meta({ id: 'LoginSession' });
export type LoginSession = z.infer<typeof loginSessionSchema>;
export const loginSessionsSchema = z.object({ sessions: z.array(loginSessionSchema) });

export const changePasswordSchema = z.strictObject({ current: z.string().max(PASSWORD_MAX), password: passwordSchema });
