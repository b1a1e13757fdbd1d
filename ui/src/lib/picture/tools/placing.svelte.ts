import type { CameraSettings, CameraState, Roi, SettingsUpdate } from '@eyepiece/shared-types';
import { gainsOf } from '../../control/settings/color-gains.ts';
import { areaAroundPoint, balancedGains } from '../../control/settings/white-point.ts';
import type { Cameras } from '../../control/cameras.svelte.ts';
import type { AnalysisFeed } from '../analysis/analysis-feed.svelte.ts';
import type { PictureTools } from './picture-tools.svelte.ts';
import type { Extent, Point } from '../viewport-matrix.ts';

export interface PlacingDeps {
  readonly tools: PictureTools;
  readonly cameras: Pick<Cameras, 'update'>;
  readonly analysis: Pick<AnalysisFeed, 'once'>;
  /** Shows why it could not be done. */
  readonly failed: (error: unknown) => void;
  readonly refused: (why: string) => void;
  /** Says what was done to screen readers. */
  readonly say: (text: string) => void;
}

/** Settings of the camera that are placed on its picture: its region, and a point without colour. */
export class Placing {
  busy = $state(false);
  readonly #deps: PlacingDeps;

  constructor(deps: PlacingDeps) {
    this.#deps = deps;
  }

  /** Also a region from the presets, which may be larger than the picture. */
  async setRegion(cameraId: string, roi: Roi): Promise<void> {
    const { tools, say } = this.#deps;
    const set = await this.#set(cameraId, { roi });
    if (!set) return;
    tools.cameraRegion.place(null);
    tools.cameraRegion.stop();
    say(`Camera region ${set.roi.width} × ${set.roi.height} px`);
  }

  /** Sets the gains with which the small area around the point is grey. */
  async balance(camera: CameraState, at: Point, picture: Extent): Promise<void> {
    const { tools, analysis, refused, failed, say } = this.#deps;
    const feature = gainsOf(camera.capabilities.features.whiteBalance);
    const before = camera.settings.whiteBalance;
    if (this.busy || !feature || !before) return;
    this.busy = true;
    try {
      const balanced = balancedGains(before, await analysis.once(areaAroundPoint(at, picture)), feature);
      if ('fault' in balanced) {
        refused(balanced.fault);
        return;
      }
      // The automatic mode would set them again.
      const stopsAuto = camera.settings.whiteBalanceAuto === 'continuous';
      await this.#deps.cameras.update(camera.id, { whiteBalance: balanced.gains, ...(stopsAuto && { whiteBalanceAuto: 'off' }) });
      tools.whitePoint.stop();
      say('White balance set');
    } catch (error) {
      failed(error);
    } finally {
      this.busy = false;
    }
  }

  async #set(cameraId: string, settings: SettingsUpdate): Promise<CameraSettings | null> {
    if (this.busy) return null;
    this.busy = true;
    try {
      return await this.#deps.cameras.update(cameraId, settings);
    } catch (error) {
      this.#deps.failed(error);
      return null;
    } finally {
      this.busy = false;
    }
  }
}
