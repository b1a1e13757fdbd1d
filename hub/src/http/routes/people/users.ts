import { createUserSchema, updateUserSchema, userListSchema, userSchema } from '@eyepiece/shared-types';
import type { PeopleServices } from '../../../process/opening/services.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { route, tagged, type Route } from '../../routing/route.ts';

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
      handle: async ({ body, principal, ctx }) => users.create(body, { principal, address: ctx.ip }),
    }),
    route.patch('/users/{id}', {
      summary: 'Change name, role or password, or disable a user; ends sign-ins that are no longer valid',
      allow: 'user:admin',
      stores: false,
      body: updateUserSchema,
      answer: userSchema,
      handle: async ({ id, body, principal, ctx }) => users.update(uuidOr404(id, 'User'), body, { principal, address: ctx.ip }),
    }),
  ]);
}
