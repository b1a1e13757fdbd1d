import type { CreateUser, FirstRun, LoginSession, Present, UpdateUser, User } from '@eyepiece/shared-types';
import { HubError } from '@eyepiece/client/hub-error';

const HOUR_MS = 3_600_000;

const uuid = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`;

function person(number: number, name: string, role: User['role']): User {
  return { id: uuid(number), name, role, disabled: false, email: `${name.split(' ')[0]?.toLowerCase()}@example.com` };
}

function fakeLoginSessions(): LoginSession[] {
  const ago = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
  const times = (since: number, used: number) => ({ createdAt: ago(since), lastUsedAt: ago(used), expiresAt: ago(since - 12) });
  return [
    { id: uuid(1), device: 'Firefox on Linux', address: '192.0.2.17', current: true, ...times(2, 0) },
    { id: uuid(2), device: 'Safari on iPad', address: '192.0.2.40', current: false, ...times(9, 3) },
    { id: uuid(3), device: 'python-requests 2.32', address: '2001:db8::7', current: false, ...times(5, 0) },
  ];
}

/** `?people=500` adds some, the first of them with a name as long as old accounts may have. */
function crowd(): User[] {
  const count = Number(new URLSearchParams(location.search).get('people') ?? 0);
  return Array.from({ length: count }, (_, index) => ({
    ...person(0, index === 0 ? 'Maximilian-Alexander von und zu '.repeat(6).trim() : `Person ${index}`, 'viewer'),
    id: `00000000-0000-4000-8000-1${String(index).padStart(11, '0')}`,
    email: `person-${index}@example.com`,
  }));
}

/** Users of the fake hub, and the one signed in on this page. */
export class FakeAccounts {
  readonly users = [
    person(1, 'Ana Novak', 'admin'),
    person(2, 'Ben Kim', 'operator'),
    person(3, 'Chloé Lindt', 'contributor'),
    person(4, 'Dev Rao', 'viewer'),
    ...crowd(),
  ];
  loginSessions = fakeLoginSessions();
  user: User | null = new URLSearchParams(location.search).has('signed-out') ? null : (this.users[0] ?? null);

  awaitsFirst = new URLSearchParams(location.search).has('first-run');

  /** @throws {HubError} share_not_found */
  createFirst({ link, email, name }: FirstRun): User {
    if (!this.awaitsFirst || link !== 'first') throw new HubError('share_not_found', 'no such link');
    this.awaitsFirst = false;
    const first = { ...person(1, name, 'admin'), email };
    this.users.splice(0, this.users.length, first);
    return (this.user = first);
  }

  /** @throws {HubError} unauthenticated */
  signedIn(): User {
    if (!this.user) throw new HubError('unauthenticated', 'no session');
    return this.user;
  }

  /** The first three people watch the camera. */
  presence(cameraId: string): Present[] {
    return this.users.map(({ id, name, role }, index) => ({
      userId: id,
      name,
      role,
      tabs: 1,
      cameraIds: index < 3 ? [cameraId] : [],
      view: index < 3 ? 'live' : 'library',
      guest: false,
      color: index,
    }));
  }

  login(email: string, password: string): User {
    const user = this.users.find((known) => known.email === email.toLowerCase());
    if (!user || password.length < 4) throw new HubError('invalid_credentials', 'no');
    this.user = user;
    return user;
  }

  endLoginSession(id: string): void {
    this.loginSessions = this.loginSessions.filter((session) => session.id !== id);
  }

  endOtherLoginSessions(): void {
    this.loginSessions = this.loginSessions.filter(({ current }) => current);
  }

  addService(account: Omit<CreateUser, 'password'>): User {
    const added: User = { ...this.add({ ...account, password: '' }), service: true };
    this.users[this.users.length - 1] = added;
    return added;
  }

  add({ email, name, role }: CreateUser): User {
    if (this.users.some((user) => user.email === email)) throw new HubError('conflict', `there is already an account for ${email}`);
    const added = { ...person(this.users.length + 1, name, role), email };
    this.users.push(added);
    return added;
  }

  change(id: string, { password: _, cameraRoles = [], ...change }: UpdateUser): User {
    const at = this.users.findIndex((user) => user.id === id);
    const kept = (this.users[at]?.cameraRoles ?? []).filter(({ cameraId }) => !cameraRoles.some((one) => one.cameraId === cameraId));
    const given = cameraRoles.flatMap(({ cameraId, role }) => (role === null ? [] : [{ cameraId, role }]));
    const changed = { ...this.users[at], ...change, cameraRoles: [...kept, ...given] } as User;
    this.users[at] = changed;
    return changed;
  }
}
