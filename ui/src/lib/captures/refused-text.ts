import type { CameraState } from '@eyepiece/shared-types';

type Refused = NonNullable<CameraState['refused']>;

/** "2 captures refused": for a line with little room. */
export function refusedCountText({ count }: Pick<Refused, 'count'>): string {
  return `${count} ${count === 1 ? 'capture' : 'captures'} refused`;
}

/** What happened, and what to do. */
export function refusedTexts({ count, reason }: Refused): { readonly happened: string; readonly advice: string } {
  const [subject, are, them] = count === 1 ? ['1 capture', 'is', 'it'] : [`${count} captures`, 'are', 'them'];
  const last = reason === '' ? '' : count === 1 ? `: ${reason}` : `, the last one for: ${reason}`;
  return {
    happened: `The hub refused ${subject} of this camera for good${last}.`,
    advice: `${count === 1 ? 'The file' : 'The files'} ${are} in the folder spool/rejected of the camera service. Copy ${them} from there; this line goes once the folder is empty.`,
  };
}
