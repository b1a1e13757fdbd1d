import type { CameraState } from '@eyepiece/shared-types';
import { counted } from '../../text/count-text.ts';

type Refused = NonNullable<CameraState['refused']>;

/** "2 captures refused", for narrow places. */
export function refusedCountText({ count }: Pick<Refused, 'count'>): string {
  return counted(count, '{0} capture refused', '{0} captures refused', String(count));
}

/** A JSON string up to its end, or to where it is truncated; every match can be parsed. */
const MESSAGE = /^(HTTP \d{3}: )\{.*?"message"\s*:\s*"((?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*)/isu;

/**
 * "HTTP 409: " and the `message` of the hub's error body. The camera service truncates long bodies. Other texts stay
 * unchanged: a proxy may have answered instead of the hub.
 */
function refusedReason(reason: string): string {
  const [, status = '', quoted = ''] = MESSAGE.exec(reason) ?? [];
  return quoted === '' ? reason : status + (JSON.parse(`"${quoted}"`) as string);
}

/** What happened, and what to do. */
export function refusedTexts(refused: Refused): { readonly happened: string; readonly advice: string } {
  const { count } = refused;
  const reason = refusedReason(refused.reason);
  const subject = counted(count, '{0} capture', '{0} captures', String(count));
  const last = reason === '' ? '' : count === 1 ? `: ${reason}` : `, the last one because of: ${reason}`;
  return {
    happened: `The hub cannot store ${subject} of this camera${last}.`,
    advice:
      count === 1
        ? 'The file is in the folder spool/rejected of the camera service. Move it to another folder; this message disappears when the folder is empty.'
        : 'The files are in the folder spool/rejected of the camera service. Move them to another folder; this message disappears when the folder is empty.',
  };
}
