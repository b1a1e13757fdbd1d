/** Results of orders for several cameras, as text. */
import type { CopyResult, Shot, ShotResult } from '@eyepiece/shared-types';
import { ofHub } from '../../../languages/others.ts';
import { HubError } from '@eyepiece/client/hub-error';
import { errorText } from '../../text/error-text.ts';
import { spreadText } from '../../text/spread-text.ts';

export function shotText({ results, spread }: Pick<Shot, 'results' | 'spread'>): string {
  const taken = results.filter(({ state }) => state !== 'failed').length;
  const count = `${taken} of ${results.length} captured`;
  return spread ? `${count} · exposures began within ${spreadText(spread)}` : count;
}

type Failure = NonNullable<ShotResult['error']>;

export function failureText({ code, message, issues }: Failure): string {
  return errorText(new HubError(code, message, { issues }));
}

/** Words of the camera service. */
const ABSENT = /^this camera has no \S+$/;
const FIXED = /^\S+ is fixed on this camera$/;

/** What a camera did not take, and why. Settings that it does not have, and those that are fixed, are one line each. */
export function copyLines({ skipped, error }: CopyResult, nameOf: (path: string) => string): string[] {
  if (error) return [failureText(error)];
  const absent = skipped.filter(({ message }) => ABSENT.test(message));
  const fixed = skipped.filter(({ message }) => FIXED.test(message));
  const others = skipped.filter((one) => !absent.includes(one) && !fixed.includes(one));
  const names = (ones: CopyResult['skipped']): string => ones.map(({ path }) => nameOf(path)).join(', ');
  return [
    ...others.map(({ path, message }) => (message.includes(path) ? ofHub(message) : `${nameOf(path)}: ${ofHub(message)}`)),
    ...(fixed.length > 0 ? [`Fixed on this camera: ${names(fixed)}`] : []),
    ...(absent.length > 0 ? [`Not on this camera: ${names(absent)}`] : []),
  ];
}
