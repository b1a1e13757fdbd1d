import type { CameraSettings, CameraState, Feature, NumberFeature, SettingName, SettingsUpdate } from '@eyepiece/shared-types';
import { fullRoi } from '../control/settings/roi.ts';
import { formatNumber, parseNumber, withUnit } from '../text/number-text.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { parseQuantity } from './quantity.ts';
import { midSentence, t } from '../../languages/translate.ts';
import { ofCamera } from '../../languages/others.ts';
import { decimal } from '../text/decimal.ts';
import type { OtherName } from './other-language.ts';

export interface SettingDeps {
  readonly camera: CameraState;
  /** Why the camera cannot be set at present. */
  readonly blocked: string | null;
  /** Names in the language that the page does not show. */
  readonly other?: OtherName;
  readonly set: (update: SettingsUpdate) => unknown;
}

/** Other words for a setting, as photographers and microscopists use them. */
const SEARCH: Partial<Record<SettingName, string>> = {
  exposure: 'shutter integration time',
  gain: 'amplification iso',
  frameRate: 'fps rate speed',
  roi: 'roi region of interest crop',
  whiteBalance: 'wb white balance rgb',
  colorTemperature: 'kelvin colour color',
  pixelAddressing: 'binning decimation',
  pixelFormat: 'bit depth mono bayer',
};
/** "exposure 20 ms", "exp 1/50 s": words, then a value. */
const WORDS_AND_VALUE = /^(\p{L}[\p{L}\s]*?)\s*=?\s*([+-]?[.,]?\d.*)$/u;

const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const valueText = (value: number, feature: NumberFeature): string => withUnit(formatNumber(value, feature), feature.unit);
const rangeText = ({ min, max, unit }: NumberFeature): string => `${decimal(String(min))} to ${withUnit(decimal(String(max)), unit)}`;

/** The settings that the typed words name: the one of exactly this name, otherwise all whose names begin with it. */
function namedSettings(
  words: string,
  features: readonly (readonly [SettingName, Feature])[],
  other: OtherName = () => '',
): readonly SettingName[] {
  const typed = words.trim().toLowerCase();
  if (typed === '') return [];
  const exact = features.filter(([, { label }]) => [label, other(label)].some((one) => one.toLowerCase() === typed));
  const begins = features.filter(([name, { label }]) =>
    [label, other(label), name, ...(SEARCH[name]?.split(' ') ?? [])].some((one) => one.toLowerCase().startsWith(typed)),
  );
  return (exact.length > 0 ? exact : begins).map(([name]) => name);
}

/** The settings of a camera as entries; with a value in the query, the entry that sets it. */
export function settingEntries(query: string, { camera, blocked, other, set }: SettingDeps): PaletteEntry[] {
  const group = `Settings of ${camera.name}`;
  const [, words = '', value] = WORDS_AND_VALUE.exec(query.trim()) ?? [];
  const features = (Object.entries(camera.capabilities.features) as [SettingName, Feature][]).map(
    ([name, feature]) => [name, { ...feature, label: ofCamera(feature.label) }] as const,
  );
  const named = value === undefined ? [] : namedSettings(words, features, other);
  return features.flatMap(([name, feature]): PaletteEntry[] => {
    const locked = feature.readOnly ? `${feature.label} cannot be changed on this camera.` : blocked;
    const base = { group, search: `${SEARCH[name] ?? ''} ${t('set')} ${camera.capabilities.features[name]?.label ?? ''}`, whyNot: locked };
    if (feature.kind === 'number') {
      const given =
        value !== undefined && named.includes(name) ? valueEntry(value, name, feature, { camera, blocked: locked, set }, group) : [];
      return [...given, numberEntry(name, feature, camera.settings, group)];
    }
    if (feature.kind === 'roi')
      return [{ ...base, id: 'setting.roi.full', name: `${feature.label}: whole sensor`, run: () => set({ roi: fullRoi(feature) }) }];
    if (feature.kind === 'choice')
      return feature.options.map((option) => ({
        ...base,
        id: `setting.${name}.${option}`,
        name: `${feature.label}: ${withUnit(ofCamera(String(option)), feature.unit)}`,
        detail: camera.settings[name] === option ? 'in use' : undefined,
        run: () => set({ [name]: option }),
      }));
    if (feature.kind !== 'flags') return [];
    const flags = camera.settings[name] as Record<string, boolean> | undefined;
    return feature.names.map((flag) => ({
      ...base,
      id: `setting.${name}.${flag}`,
      name: `${feature.label}: ${ofCamera(flag)}`,
      detail: flags?.[flag] ? 'on; turns it off' : 'off; turns it on',
      run: () =>
        set({ [name]: { ...Object.fromEntries(feature.names.map((one) => [one, flags?.[one] ?? false])), [flag]: !flags?.[flag] } }),
    }));
  });
}

/** A setting without a value: choosing it puts its name into the field, and a value can be typed. */
function numberEntry(name: SettingName, feature: NumberFeature, settings: CameraSettings, group: string): PaletteEntry {
  const actual = settings[name];
  return {
    id: `setting.${name}`,
    group,
    name: feature.label,
    detail: `${typeof actual === 'number' ? `${valueText(actual, feature)} · ` : ''}type a value, ${rangeText(feature)}`,
    search: SEARCH[name],
    completes: `${feature.label.toLowerCase()} `,
  };
}

function valueEntry(
  typed: string,
  name: SettingName,
  feature: NumberFeature,
  { camera, blocked, set }: SettingDeps,
  group: string,
): PaletteEntry[] {
  const base = { id: `setting.${name}.value`, group, answers: true };
  const parsed = parseQuantity(typed, feature.unit);
  if (!parsed.ok) return [{ ...base, name: `${feature.label} ${typed}`, whyNot: title(parsed.why) }];
  const checked = parseNumber(String(parsed.value), feature);
  if (!checked.ok) return [{ ...base, name: `${feature.label} ${typed}`, whyNot: `${checked.why}; it takes ${rangeText(feature)}` }];
  const actual = camera.settings[name];
  return [
    {
      ...base,
      name: `Set ${midSentence(feature.label)} to ${valueText(checked.value, feature)}`,
      detail: typeof actual === 'number' ? `${valueText(actual, feature)} at present` : undefined,
      whyNot: blocked,
      run: () => set({ [name]: checked.value }),
    },
  ];
}
