import type { FilterStep } from '@eyepiece/shared-types';
import { rounded } from '../text/decimal.ts';

const percent = (share: number): string => rounded(share * 100, 1);
const number = (value: number): string => rounded(value, 3);

/** A filter step with its numbers. */
export function filterText(step: FilterStep): string {
  switch (step.step) {
    case 'smooth':
      return `Smooth, σ ${number(step.sigma)} px`;
    case 'sharpen':
      return `Sharpen, σ ${number(step.sigma)} px, amount ${number(step.amount)}`;
    case 'edges':
      return `Edges, gain ${number(step.gain)}`;
    case 'background':
      return `Background removed, radius ${step.radius} px, offset ${percent(step.offset)} %`;
    case 'threshold':
      return `Threshold, ${percent(step.low)} % to ${percent(step.high)} %`;
    case 'channels': {
      const [red, green, blue] = [step.red, step.green, step.blue].map((weights) => weights.map(number).join(' '));
      return `Channels, red ${red}, green ${green}, blue ${blue}`;
    }
  }
}
