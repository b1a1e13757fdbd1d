import type { ActionHandlers } from '../../shell/actions/action-registry.svelte.ts';
import type { Rewinding } from '../rewind/rewinding.svelte.ts';

/** Length of a clip of the past, ms. */
export const CLIP_MS = 20_000;

export interface RewindParts {
  readonly rewinding: Pick<Rewinding, 'step' | 'picture'>;
  readonly capture: () => unknown;
  /** Why a frame cannot be captured. */
  readonly noCapture: () => string | null;
  readonly clip: () => unknown;
  readonly noClip: () => string | null;
}

/** What can be done while looking back. */
export function rewindActions({ rewinding, capture, noCapture, clip, noClip }: RewindParts): ActionHandlers {
  const noPicture = (): string | null => (rewinding.picture ? null : 'The picture has not arrived yet.');
  return {
    'rewind-back': { run: () => rewinding.step(-1) },
    'rewind-forward': { run: () => rewinding.step(1) },
    'rewind-capture': { run: capture, whyNot: () => noCapture() ?? noPicture() },
    'rewind-clip': { run: clip, whyNot: () => noClip() ?? noPicture() },
  };
}
