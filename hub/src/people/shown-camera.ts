/** How much of a camera's state somebody is told. */
import type { CameraState } from '@eyepiece/shared-types';
import type { Principal } from '../caller.ts';

/** What concerns those who run the installation: error texts of uploads, and that a second service was refused. */
type Internal = 'refused' | 'duplicateAtUs' | 'duplicateFrom';

export function withoutInternal<State extends Pick<CameraState, Internal>>(state: State): Omit<State, Internal> {
  const { refused: _refused, duplicateAtUs: _duplicateAtUs, duplicateFrom: _duplicateFrom, ...shown } = state;
  return shown;
}

export function shownTo<State extends Pick<CameraState, Internal>>(
  { guest }: Pick<Principal, 'guest'>,
  state: State,
): State | Omit<State, Internal> {
  return guest === undefined ? state : withoutInternal(state);
}
