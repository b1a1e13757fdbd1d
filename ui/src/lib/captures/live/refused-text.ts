import type { CameraState } from '@eyepiece/shared-types';

type Refused = NonNullable<CameraState['refused']>;

/** "2 captures refused": for a line with little room. */
export function refusedCountText({ count }: Pick<Refused, 'count'>): string {
  return `${count} ${count === 1 ? 'capture' : 'captures'} refused`;
}

/** A JSON string up to its end, or up to where it is cut off; what it takes can be parsed. */
const MESSAGE = /^(HTTP \d{3}: )\{.*?"message"\s*:\s*"((?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*)/isu;

/**
 * "HTTP 409: " and the `message` of the hub's error body. The camera service cuts long bodies off, so it may end early.
 * Any other text stays as it is: a proxy may answer in the hub's place.
 */
function refusedReason(reason: string): string {
  const [, status = '', quoted = ''] = MESSAGE.exec(reason) ?? [];
  return quoted === '' ? reason : status + (JSON.parse(`"${quoted}"`) as string);
}

/** What happened, and what to do. */
export function refusedTexts(refused: Refused): { readonly happened: string; readonly advice: string } {
  const { count } = refused;
  const reason = refusedReason(refused.reason);
  const [subject, are, them] = count === 1 ? ['1 capture', 'is', 'it'] : [`${count} captures`, 'are', 'them'];
  const last = reason === '' ? '' : count === 1 ? `: ${reason}` : `, the last one for: ${reason}`;
  return {
    happened: `The hub refused ${subject} of this camera for good${last}.`,
    advice: `${count === 1 ? 'The file' : 'The files'} ${are} in the folder spool/rejected of the camera service. Move ${them} to another folder; this message disappears when the folder is empty.`,
  };
}
