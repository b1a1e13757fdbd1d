import type { ActionHandlers } from '../../shell/actions/action-registry.svelte.ts';
import type { Viewport } from '../viewport.svelte.ts';
import type { PictureTools } from './picture-tools.svelte.ts';

/** A picture that can be held still. */
interface Freezable {
  /** null before the first picture */
  readonly size: unknown;
  toggleFreeze(): void;
}

/** What everyone can do who sees a live picture. */
export function viewActions(stream: Freezable, viewport: Viewport): ActionHandlers {
  return {
    freeze: { run: () => stream.toggleFreeze(), whyNot: () => (stream.size === null ? 'No picture has arrived yet.' : null) },
    fit: { run: () => viewport.fit() },
    'one-to-one': { run: () => viewport.showOneToOne() },
  };
}

export function toolActions(tools: PictureTools): ActionHandlers {
  return {
    guides: { run: () => tools.nextGuides() },
    measure: { run: () => tools.toggleMeasuring() },
    annotate: { run: () => tools.toggleAnnotating() },
    point: { run: () => tools.togglePointing() },
    'over-exposure': { run: () => tools.toggleOverExposure() },
    'stop-tool': { run: () => tools.escape() },
  };
}
