import { ROLES, type User } from '@eyepiece/shared-types';
import { t } from '../../languages/translate.ts';

export type PeopleOrder = 'name' | 'role' | 'state';

export interface PeopleSort {
  readonly by: PeopleOrder;
  readonly descending: boolean;
}

type PersonState = 'online' | 'active' | 'disabled';
const STATES: readonly PersonState[] = ['online', 'active', 'disabled'];

/** People shown at first, and added by "Show more". */
export const PEOPLE_SHOWN = 50;

export const STATE_WORDS: Record<PersonState, string> = { disabled: t('disabled'), online: t('online'), active: t('active') };

export function stateOf({ id, disabled }: Pick<User, 'id' | 'disabled'>, here: ReadonlySet<string>): PersonState {
  if (disabled) return 'disabled';
  return here.has(id) ? 'online' : 'active';
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** The people who match all words of the query in name, email or role; in the order of the sort, then by name. */
export function peopleRows(people: readonly User[], query: string, { by, descending }: PeopleSort, here: ReadonlySet<string>): User[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const found = people.filter(({ name, email, role }) => {
    const text = folded(`${name} ${email} ${role}`);
    return words.every((word) => text.includes(word));
  });
  const rank = (user: User): number =>
    by === 'role' ? ROLES.length - ROLES.indexOf(user.role) : by === 'state' ? STATES.indexOf(stateOf(user, here)) : 0;
  const byName = (one: User, other: User): number => collator.compare(one.name, other.name) || collator.compare(one.email, other.email);
  const direction = descending ? -1 : 1;
  return found.sort(
    (one, other) => direction * (rank(one) - rank(other) || (by === 'name' ? byName(one, other) : 0)) || byName(one, other),
  );
}

/** Without case and accents, so that "chloe" finds "Chloé". */
function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
