import { readPreference, writePreference } from '../browser/preferences.ts';

/** Stored in this browser. Only a hint: the credential is in a cookie that scripts cannot read. */
const SIGNED_IN = 'signed-in';

export function wasSignedIn(): boolean {
  return readPreference(SIGNED_IN) === 'yes';
}

export function rememberSignedIn(signedIn: boolean): void {
  writePreference(SIGNED_IN, signedIn ? 'yes' : null);
}
