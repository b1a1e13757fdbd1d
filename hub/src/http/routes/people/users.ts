import { createServiceAccountSchema, createUserSchema, updateUserSchema, userListSchema, userSchema } from '@eyepiece/shared-types';
import type { PeopleServices } from '../../../process/opening/services.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { byOf, route, tagged, type Route } from '../../routing/route.ts';

export function userRoutes({ users }: PeopleServices): Route[] {
  return tagged('People', [
    route.get('/users', {
      summary: 'List all users',
      allow: 'user:admin',
      answer: userListSchema,
      handle: async () => ({ users: await users.list() }),
    }),
    route.post('/users', {
      summary: 'Create a user',
      allow: 'user:admin',
      body: createUserSchema,
      answer: { status: 201, schema: userSchema },
      handle: async ({ body, principal, ctx }) => users.create(body, byOf(principal, ctx)),
    }),
    route.post('/service-accounts', {
      summary: 'Create an account for programs: it has no password, and administrators make its API keys',
      allow: 'user:admin',
      body: createServiceAccountSchema,
      answer: { status: 201, schema: userSchema },
      handle: async ({ body, principal, ctx }) => users.createService(body, byOf(principal, ctx)),
    }),
    route.patch('/users/{id}', {
      summary: 'Change name, role or password, or disable a user; ends sign-ins that are no longer valid',
      allow: 'user:admin',
      stores: false,
      body: updateUserSchema,
      answer: userSchema,
      handle: async ({ id, body, principal, ctx }) => users.update(uuidOr404(id, 'User'), body, byOf(principal, ctx)),
    }),
  ]);
}
