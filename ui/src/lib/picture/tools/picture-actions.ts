import type { ActionHandlers } from '../../shell/actions/action-registry.svelte.ts';
import type { Viewport } from '../viewport.svelte.ts';
import type { PictureTools } from './picture-tools.svelte.ts';

/** A picture that can be held still. */
interface Freezable {
  /** null before the first picture */
  readonly size: unknown;
  toggleFreeze(): void;
}

/** Peaking, false colours and filters of this viewer. */
interface Alterable {
  readonly display: {
    readonly altered: boolean;
    readonly returns: boolean;
    togglePeaking(): void;
    nextLut(): void;
    togglePlain(): void;
  };
}

const NO_PICTURE = 'No picture has arrived yet.';
const NO_HUB = 'The hub cannot be reached, so that others would not see it.';

/** Actions for everyone who sees a live picture. */
export function viewActions(stream: Freezable, viewport: Viewport): ActionHandlers {
  return {
    freeze: { run: () => stream.toggleFreeze(), whyNot: () => (stream.size === null ? NO_PICTURE : null) },
    fit: { run: () => viewport.fit() },
    'one-to-one': { run: () => viewport.showOneToOne() },
  };
}

/** What the tools need: a picture, and for what others see, the hub. A tool in use can always be stopped. */
export function toolActions(
  tools: PictureTools,
  stream: Freezable & Alterable,
  connection: { readonly connected: boolean },
): ActionHandlers {
  const { display } = stream;
  const noPicture = (inUse: boolean): string | null => (inUse || stream.size !== null ? null : NO_PICTURE);
  const noHub = (inUse: boolean): string | null => noPicture(inUse) ?? (inUse || connection.connected ? null : NO_HUB);
  return {
    guides: { run: () => tools.nextGuides() },
    measure: { run: () => tools.toggleMeasuring(), whyNot: () => noPicture(tools.measuring.active) },
    annotate: { run: () => tools.toggleAnnotating(), whyNot: () => noHub(tools.annotating.open) },
    point: { run: () => tools.togglePointing(), whyNot: () => noHub(tools.pointers.sharing) },
    'over-exposure': { run: () => tools.toggleOverExposure(), whyNot: () => noPicture(tools.overExposure) },
    peaking: { run: () => display.togglePeaking(), whyNot: () => noPicture(display.altered) },
    'false-colour': { run: () => display.nextLut(), whyNot: () => noPicture(display.altered) },
    display: { run: () => (tools.displayOpen = !tools.displayOpen) },
    'plain-picture': {
      run: () => display.togglePlain(),
      whyNot: () => (display.altered || display.returns ? null : 'The picture is plain.'),
    },
    'stop-tool': { run: () => tools.escape() },
  };
}
