/** Hides internal parts of a camera's state from guests. */
import type { CameraState } from '@eyepiece/shared-types';
import type { Principal } from './caller.ts';

/** Not for guests: refused uploads, refused duplicate services, and past frames, which guests do not get. */
type Internal = 'refused' | 'rewind' | 'duplicateAtUs' | 'duplicateFrom';

export function withoutInternal<State extends Pick<CameraState, Internal>>(state: State): Omit<State, Internal> {
  const { refused: _refused, rewind: _rewind, duplicateAtUs: _duplicateAtUs, duplicateFrom: _duplicateFrom, ...shown } = state;
  return shown;
}

export function shownTo<State extends Pick<CameraState, Internal>>(
  { guest }: Pick<Principal, 'guest'>,
  state: State,
): State | Omit<State, Internal> {
  return guest === undefined ? state : withoutInternal(state);
}
