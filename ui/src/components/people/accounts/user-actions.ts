import type { UpdateUser, User } from '@eyepiece/shared-types';

/** What an administrator does with an account. */
export interface UserActions {
  readonly change: (user: User, update: UpdateUser) => void;
  readonly resetPassword: (user: User) => void;
  readonly signOut: (user: User) => void;
  readonly cameraRoles: (user: User) => void;
  readonly keys: (user: User) => void;
}
