import type { CameraState, Present, User } from '@eyepiece/shared-types';
import { may, type Action } from '../people/permissions.ts';
import { actionWords, type ActionId } from '../shell/actions/catalogue.ts';
import type { Route } from '../shell/navigation/router.svelte.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { ROLE_NAMES } from '../people/role-names.ts';
import { STATUS_WORDS } from '../control/status-words.ts';

type Place = Exclude<Route, { view: 'lost' }>;
type Go = (route: Place) => void;

const VIEWS: readonly { readonly name: string; readonly to: Place; readonly needs?: Action; readonly search?: string }[] = [
  { name: 'Live', to: { view: 'live', cameraId: null }, search: 'camera picture' },
  { name: 'Library', to: { view: 'library' }, search: 'captures pictures images' },
  { name: 'Sessions', to: { view: 'sessions' }, search: 'log notes' },
  { name: 'Camera wall', to: { view: 'wall' }, search: 'all cameras' },
  { name: 'Trash', to: { view: 'trash' }, search: 'deleted captures' },
  { name: 'Storage', to: { view: 'storage' }, needs: 'storage', search: 'disk space retention rules' },
  { name: 'People', to: { view: 'users' }, needs: 'administer', search: 'users accounts roles' },
  { name: 'Audit trail', to: { view: 'audit' }, needs: 'audit', search: 'log history who did what' },
  { name: 'Diagnostics', to: { view: 'diagnostics' }, needs: 'diagnose', search: 'connections messages hub' },
  { name: 'Account', to: { view: 'account' }, search: 'password devices' },
  { name: 'HTTPS', to: { view: 'trust' }, search: 'certificate trust' },
];

export function viewEntries(user: Pick<User, 'role' | 'guest'>, go: Go): PaletteEntry[] {
  const views = user.guest ? guestViews(user.guest.sessionId) : VIEWS.filter(({ needs }) => needs === undefined || may(user.role, needs));
  return views.map(({ name, to, search = '' }) => ({
    id: `view.${to.view}`,
    group: 'Views',
    name,
    search: `open go ${search}`,
    run: () => go(to),
  }));
}

function guestViews(sessionId: string | null): readonly { readonly name: string; readonly to: Place; readonly search?: string }[] {
  return [
    { name: 'Live', to: { view: 'guest' } },
    ...(sessionId === null ? [] : [{ name: 'Session', to: { view: 'session', sessionId } as const }]),
  ];
}

export function cameraEntries(cameras: readonly CameraState[], go: Go): PaletteEntry[] {
  return cameras.map(({ id, name, model, status }) => ({
    id: `camera.${id}`,
    group: 'Cameras',
    name,
    detail: `${model} · ${STATUS_WORDS[status]}`,
    search: `camera switch ${model} ${id}`,
    run: () => go({ view: 'live', cameraId: id }),
  }));
}

/** The people who are here; choosing one shows their captures. */
export function peopleEntries(people: readonly Present[], go: Go): PaletteEntry[] {
  return people
    .filter(({ guest }) => !guest)
    .map(({ userId, name, role }) => ({
      id: `person.${userId}`,
      group: 'People',
      name,
      detail: `${ROLE_NAMES[role]} · shows their captures`,
      search: 'person user captures by',
      run: () => go({ view: 'library', filter: { userId } }),
    }));
}

export function actionEntries(
  ids: readonly ActionId[],
  whyNot: (id: ActionId) => string | null,
  run: (id: ActionId) => unknown,
): PaletteEntry[] {
  return ids
    .filter((id) => id !== 'palette')
    .map((id) => {
      const { name, label, search, text } = actionWords(id);
      return {
        id: `action.${id}`,
        group: 'Actions',
        name,
        key: label,
        search: `${search ?? ''} ${text}`,
        whyNot: whyNot(id),
        run: () => run(id),
      };
    });
}
