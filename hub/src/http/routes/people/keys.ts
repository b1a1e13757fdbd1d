import { createdKeySchema, createKeySchema, keyListSchema } from '@eyepiece/shared-types';
import { forbidden } from '../../../errors.ts';
import { may } from '../../../people/policies.ts';
import type { PeopleServices } from '../../../process/opening/services.ts';
import { uuidOr404 } from '../../routing/params.ts';
import { personOf, route, tagged, type Route } from '../../routing/route.ts';

export function keyRoutes({ apiKeys, users }: PeopleServices): Route[] {
  return tagged('API keys', [
    route.get('/keys', {
      summary: 'List my API keys that are not revoked, newest first',
      allow: 'signed-in',
      answer: keyListSchema,
      handle: async ({ principal }) => ({ keys: await apiKeys.list(principal.userId) }),
    }),
    route.post('/keys', {
      summary: 'Create an API key for myself; the key is shown only in this response',
      allow: 'signed-in',
      body: createKeySchema,
      answer: { status: 201, schema: createdKeySchema },
      handle: ({ body, principal, ctx }) => apiKeys.create(principal.userId, body, personOf(principal, ctx)),
    }),
    route.delete('/keys/{id}', {
      summary: 'Revoke an API key with its sockets, feeds and downloads: my own, or as an administrator any',
      allow: 'signed-in',
      answer: { status: 204, description: 'Revoked' },
      handle: async ({ id, principal, ctx }) => {
        const ownerId = may(principal, 'user:admin') ? undefined : principal.userId;
        await apiKeys.revoke(uuidOr404(id, 'API key'), personOf(principal, ctx), ownerId);
      },
    }),
    route.get('/users/{id}/keys', {
      summary: "List an account's API keys that are not revoked, newest first",
      allow: 'user:admin',
      answer: keyListSchema,
      handle: async ({ id }) => ({ keys: await apiKeys.list((await users.get(uuidOr404(id, 'User'))).id) }),
    }),
    route.post('/users/{id}/keys', {
      summary: 'Create an API key for a service account; the key is shown only in this response',
      allow: 'user:admin',
      body: createKeySchema,
      answer: { status: 201, schema: createdKeySchema },
      handle: async ({ id, body, principal, ctx }) => {
        const { id: accountId, service, name } = await users.get(uuidOr404(id, 'User'));
        // An administrator who makes keys for a person could act under the name of that person.
        if (service !== true) throw forbidden(`${name} is a person, who makes API keys in the own account`);
        return apiKeys.create(accountId, body, personOf(principal, ctx));
      },
    }),
  ]);
}
