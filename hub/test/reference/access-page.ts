/** Roles, actions, and scopes of API keys, from the tables that the hub checks. */
import { ANNOUNCEMENT_SCOPES, EVENT_SCOPES, ROLES } from '@eyepiece/shared-types';
import { ACTIONS, can, lowestRole, neededScope } from '../../src/people/policies.ts';
import { operationsOf, type RestDocument } from './rest-pages.ts';
import { GENERATED, page, row, table } from './schema-words.ts';

const ABOUT = `A person has one of four roles, from the least to the most: ${ROLES.map((role) => `\`${role}\``).join(', ')}. Each role includes those before it. A role at a single camera replaces that of the account there. A guest has no role, but sees what the share link names.

An API key belongs to an account. It may do what both the role of the account and the scopes of the key allow, at the cameras of the key. [API keys](../operation/api-keys.md) explains how to make one, [security](../operation/security.md) what each role is for.`;

export function accessPage(document: RestDocument): string {
  const actions = ACTIONS.toSorted(
    (one, other) => ROLES.indexOf(lowestRole(one)) - ROLES.indexOf(lowestRole(other)) || (one < other ? -1 : 1),
  );
  const byRole = actions.map((action) =>
    row(`\`${action}\``, ...ROLES.map((role) => (can(role, action) ? 'yes' : '–')), `\`${neededScope(action)}\``),
  );
  const routes = operationsOf(document).map(({ name, operation }) =>
    row(`\`${name}\``, operation['x-role'], `\`${operation['x-scope']}\``, operation['x-guests'] ? 'yes' : '–'),
  );
  const events = Object.entries(EVENT_SCOPES).map(([name, scope]) => row(`\`${name}\``, `\`${scope}\``));
  const announcements = Object.entries(ANNOUNCEMENT_SCOPES).map(([name, scope]) => row(`\`${name}\``, `\`${scope}\``));
  return page(
    GENERATED,
    '# Access: roles, rights and scopes',
    ABOUT,
    '## Actions by role',
    'Actions that end in `-any` concern what belongs to other people; those without it, the own.',
    table(['Action', ...ROLES, 'Scope of a key'], byRole),
    '## Operations',
    'The lowest role, and what a key needs. `any`: every key. `never`: people only. `public`: no sign-in. With guests, the link decides what they get.',
    table(['Operation', 'Role', 'Scope of a key', 'Guests'], routes),
    '## Events of clients',
    table(['Event', 'Scope of a key'], events),
    '## Events of the hub',
    'A connection whose key lacks the scope does not get the event.',
    table(['Event', 'Scope of a key'], announcements),
  );
}
