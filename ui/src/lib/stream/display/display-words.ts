import type { FilterStep, FilterStepName } from '@eyepiece/shared-types';
import { t } from '../../../languages/translate.ts';
import type { DisplaySettings, LutName, PeakingColor } from './display-settings.ts';

export const LUT_WORDS: Record<LutName, string> = {
  grey: t('Grey'),
  inverted: t('Inverted'),
  range: t('Range indicator'),
  fire: t('Fire'),
  'cyan-hot': t('Cyan hot'),
  viridis: t('Viridis'),
  magma: t('Magma'),
};

export const PEAKING_WORDS: Record<PeakingColor, string> = {
  red: t('Red'),
  green: t('Green'),
  blue: t('Blue'),
  yellow: t('Yellow'),
};

export const STEP_WORDS: Record<FilterStepName, string> = {
  smooth: t('Smooth'),
  sharpen: t('Sharpen'),
  edges: t('Edges'),
  background: t('Subtract background'),
  threshold: t('Threshold'),
  channels: t('Mix channels'),
};

/** What alters the picture, in a few words each. */
export function displayWords({ peaking, lut, steps }: DisplaySettings): string[] {
  return [
    ...(peaking ? [t('Peaking')] : []),
    ...(lut ? [t('False colour: {0}', [LUT_WORDS[lut]])] : []),
    ...(steps.length > 0 ? [t('Filter: {0}', [steps.map(({ step }) => STEP_WORDS[step]).join(', ')])] : []),
  ];
}

type Channels = Extract<FilterStep, { step: 'channels' }>;

/** Mixes of channels that have a name. */
export const CHANNEL_MIXES: readonly { readonly name: string; readonly mix: Channels }[] = [
  { name: t('Red only'), mix: only([1, 0, 0]) },
  { name: t('Green only'), mix: only([0, 1, 0]) },
  { name: t('Blue only'), mix: only([0, 0, 1]) },
  { name: t('Red and blue swapped'), mix: { step: 'channels', red: [0, 0, 1], green: [0, 1, 0], blue: [1, 0, 0] } },
  { name: t('Without red'), mix: { step: 'channels', red: [0, 0, 0], green: [0, 1, 0], blue: [0, 0, 1] } },
  { name: t('Without green'), mix: { step: 'channels', red: [1, 0, 0], green: [0, 0, 0], blue: [0, 0, 1] } },
  { name: t('Without blue'), mix: { step: 'channels', red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 0] } },
];

function only(weights: Channels['red']): Channels {
  return { step: 'channels', red: weights, green: weights, blue: weights };
}
