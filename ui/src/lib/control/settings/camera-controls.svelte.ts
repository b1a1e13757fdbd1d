import type { AutoMode, Capabilities, CameraSettings, ChoiceFeature, Feature, SettingName } from '@eyepiece/shared-types';
import { errorText } from '../../text/error-text.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { Cameras } from '../cameras.svelte.ts';
import { SettingField } from './setting-field.svelte.ts';
import { ofCamera } from '../../../languages/others.ts';

export interface AutoControl {
  readonly feature: ChoiceFeature;
  readonly field: SettingField<AutoMode>;
}

export interface Control {
  readonly name: SettingName;
  /** The camera's label, or a shorter one that fits the row. */
  readonly label: string;
  readonly feature: Feature;
  readonly field: SettingField<unknown>;
  readonly auto: AutoControl | null;
}

/** Automatic modes are a button in the row of the setting they control. */
const AUTO_OF: Partial<Record<SettingName, SettingName>> = { exposure: 'exposureAuto', gain: 'gainAuto', whiteBalance: 'whiteBalanceAuto' };
const SHORT_LABEL: Partial<Record<SettingName, string>> = {
  whiteBalance: 'White bal.',
  roi: 'ROI',
  colorTemperature: 'Colour temp.',
  pixelAddressing: 'Binning',
  pixelFormat: 'Pixels',
  triggerDelay: 'Trig. delay',
  triggerPolarity: 'Trig. edge',
  autoRoi: 'Auto ROI',
  sharpnessScore: 'Own score',
  bandwidthLimit: 'Bandwidth',
  exposureAutoMin: 'Auto from',
  exposureAutoMax: 'Auto to',
};
/** The most used settings first; the others in the camera's order. */
const FIRST: readonly SettingName[] = ['exposure', 'gain', 'frameRate', 'gamma', 'whiteBalance', 'focus', 'roi'];

function orderedNames(features: Capabilities['features']): SettingName[] {
  const names = Object.keys(features) as SettingName[];
  const first = FIRST.filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => !first.includes(name))];
}

/** The controls of one camera, derived from its capabilities. */
export class CameraControls {
  readonly cameraId: string;
  readonly list: readonly Control[];
  readonly #cameras: Cameras;
  readonly #session: Session;
  #last: CameraSettings;

  constructor(cameraId: string, capabilities: Capabilities, settings: CameraSettings, cameras: Cameras, session: Session) {
    this.cameraId = cameraId;
    this.#cameras = cameras;
    this.#session = session;
    this.#last = settings;
    const { features } = capabilities;
    const autos = Object.values(AUTO_OF).filter((auto) => features[auto] !== undefined);
    this.list = orderedNames(features)
      .filter((name) => !autos.includes(name) || !this.#ownerOf(name, features))
      .flatMap((name) => this.#control(name, features));
  }

  #ownerOf(auto: SettingName, features: Capabilities['features']): boolean {
    return Object.entries(AUTO_OF).some(([owner, name]) => name === auto && features[owner as SettingName] !== undefined);
  }

  #control(name: SettingName, features: Capabilities['features']): Control[] {
    const described = features[name];
    if (!described) return [];
    const feature = { ...described, label: ofCamera(described.label) };
    const autoName = AUTO_OF[name];
    const autoFeature = autoName && features[autoName];
    const auto = autoName && autoFeature?.kind === 'choice' ? { feature: autoFeature, field: this.#field<AutoMode>(autoName) } : null;
    return [{ name, label: SHORT_LABEL[name] ?? feature.label, feature, field: this.#field(name), auto }];
  }

  #field<T>(name: SettingName): SettingField<T> {
    return new SettingField<T>({
      actual: () => this.#settings()[name] as T,
      send: async (value) => (await this.#cameras.update(this.cameraId, { [name]: value }))[name] as T,
      explain: (error) => {
        const known = this.#session.handleError(error);
        return known.code === 'control_held' ? null : errorText(known);
      },
    });
  }

  #settings(): CameraSettings {
    const camera = this.#cameras.list.find(({ id }) => id === this.cameraId);
    if (camera) this.#last = camera.settings;
    return this.#last;
  }
}

/** The frame rate that a long exposure allows when it is below the target, fps; otherwise null. */
export function limitedRateFps(exposureMs: number, targetFps: number | undefined): number | null {
  if (targetFps === undefined || exposureMs <= 0) return null;
  const possible = 1000 / exposureMs;
  return possible < targetFps * 0.995 ? possible : null;
}
