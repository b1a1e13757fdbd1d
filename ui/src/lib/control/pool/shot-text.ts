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

/** What a camera did not take, and why. */
export function copyLines({ skipped, error }: CopyResult): string[] {
  if (error) return [failureText(error)];
  return skipped.map(({ path, message }) => (message.includes(path) ? ofHub(message) : `${path}: ${ofHub(message)}`));
}
