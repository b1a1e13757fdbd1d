/**
 * Tells the other hubs which accounts, sign-ins, links, API keys and storage rules have changed, so that access ends everywhere at
 * once. A message that gets lost is made up for by the caches, which read the database again after a few seconds.
 */
import { userSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import { ACCESS_ENDS, type AccessEnd } from '../../errors.ts';
import type { HubMessages } from '../../cluster/messages/messages.ts';
import type { StoredRules } from '../../library/retention/rules.ts';
import type { LoginSessions } from '../../people/access/login-sessions.ts';
import type { ApiKeys } from '../../people/keys/keys.ts';
import type { Shares } from '../../people/shares/shares.ts';
import type { Users } from '../../people/users.ts';

/** Sign-ins per message. A user has at most 100. */
const MAX_IDS = 1000;

const REASONS = Object.keys(ACCESS_ENDS) as [AccessEnd, ...AccessEnd[]];

const USER = { name: 'user', schema: userSchema };
const SIGN_INS = {
  name: 'sign-ins',
  schema: z.object({ ids: z.array(z.uuid()).max(MAX_IDS), why: z.enum(REASONS).catch('sign_in_ended') }),
};
const PLACE = { name: 'known-place', schema: z.object({ account: z.string(), address: z.string() }) };
const RULES = { name: 'storage-rules', schema: z.object({}) };
const LINK = { name: 'link', schema: z.object({ id: z.uuid() }) };
const KEY = { name: 'api-key', schema: z.object({ id: z.uuid() }) };

interface Shared {
  readonly users: Users;
  readonly loginSessions: LoginSessions;
  readonly shares: Shares;
  readonly apiKeys: ApiKeys;
  readonly storageRules: StoredRules;
}

export function shareChanges(
  { users, loginSessions, shares, apiKeys, storageRules }: Shared,
  messages: Pick<HubMessages, 'send' | 'receive'>,
): void {
  /** Changes of other hubs emit the same events, which are not sent again. */
  let isElsewhere = false;
  const elsewhere = (apply: () => void): void => {
    isElsewhere = true;
    try {
      apply();
    } finally {
      isElsewhere = false;
    }
  };

  users.on('updated', (user) => {
    if (!isElsewhere) void messages.send(USER, user);
  });
  loginSessions.on('ended', (ids, why) => {
    if (isElsewhere) return;
    const all = [...ids];
    for (let from = 0; from < all.length; from += MAX_IDS) void messages.send(SIGN_INS, { ids: all.slice(from, from + MAX_IDS), why });
  });
  shares.on('revoked', (id) => {
    if (!isElsewhere) void messages.send(LINK, { id });
  });
  apiKeys.on('revoked', (id) => {
    if (!isElsewhere) void messages.send(KEY, { id });
  });

  users.on('signedIn', (place) => void messages.send(PLACE, place));

  storageRules.on('replaced', () => void messages.send(RULES, {}));
  // A failed reading is repeated within seconds.
  messages.receive(RULES, () => void storageRules.reload().catch(() => undefined));
  messages.receive(PLACE, (place) => users.signedInElsewhere(place));
  messages.receive(USER, (user) => elsewhere(() => users.changedElsewhere(user)));
  messages.receive(SIGN_INS, ({ ids, why }) => elsewhere(() => loginSessions.endedElsewhere(ids, why)));
  messages.receive(LINK, ({ id }) => elsewhere(() => shares.revokedElsewhere(id)));
  messages.receive(KEY, ({ id }) => elsewhere(() => apiKeys.revokedElsewhere(id)));
}
