import { PASSWORD_MIN } from '@eyepiece/shared-types';

/** What is wrong with a new password that was typed twice, by field; empty when nothing is. */
export function newPasswordFaults(password: string, again: string): { password?: string; again?: string } {
  if (password.length < PASSWORD_MIN) return { password: `At least ${PASSWORD_MIN} characters; this one has ${password.length}` };
  return password === again ? {} : { again: 'The two passwords differ' };
}
