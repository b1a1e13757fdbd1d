import type { CameraState } from '@eyepiece/shared-types';
import { gainsOf } from '../../control/settings/color-gains.ts';
import type { ActionHandlers } from '../../shell/actions/action-registry.svelte.ts';
import type { PictureTools } from './picture-tools.svelte.ts';

const NO_PICTURE = 'No picture has arrived yet.';
const NO_REGION = 'This camera has no region that can be set.';
const NO_GAINS = 'This camera has no gains for red, green and blue that can be set.';

export interface PlacingState {
  readonly camera: () => CameraState | null;
  readonly hasPicture: () => boolean;
  /** Why the camera cannot be set at present. */
  readonly blocked: () => string | null;
  /** Shows the panel with the figures. */
  readonly showFigures: (of: 'profile' | 'histogram') => void;
}

/** The tools that place a line, an area or a point on the picture. A tool in use can always be stopped. */
export function placingActions(tools: PictureTools, { camera, hasPicture, blocked, showFigures }: PlacingState): ActionHandlers {
  const unless = (inUse: boolean, why: () => string | null): string | null => (inUse ? null : hasPicture() ? why() : NO_PICTURE);
  const measure = (tool: 'profile' | 'region', figures: 'profile' | 'histogram'): void => {
    tools.toggle(tool);
    if (tools[tool].active) showFigures(figures);
  };
  const features = (): Partial<CameraState['capabilities']['features']> => camera()?.capabilities.features ?? {};
  const noRegion = (): string | null => (features().roi?.kind === 'roi' && features().roi?.readOnly === false ? blocked() : NO_REGION);
  const noGains = (): string | null => (gainsOf(features().whiteBalance) && camera()?.settings.whiteBalance ? blocked() : NO_GAINS);
  return {
    profile: { run: () => measure('profile', 'profile'), whyNot: () => unless(tools.profile.active, () => null) },
    'measured-region': { run: () => measure('region', 'histogram'), whyNot: () => unless(tools.region.active, () => null) },
    'camera-region': { run: () => tools.toggle('cameraRegion'), whyNot: () => unless(tools.cameraRegion.active, noRegion) },
    'white-point': { run: () => tools.toggle('whitePoint'), whyNot: () => unless(tools.whitePoint.active, noGains) },
  };
}
