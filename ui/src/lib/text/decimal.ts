import { currentLanguage } from '../../languages/translate.ts';

/** A number in the notation of JavaScript with the decimal separator of the language: "12.5", "12,5". */
export function decimal(number: string): string {
  return currentLanguage() === 'de' ? number.replace('.', ',') : number;
}

/** A number with a fixed count of decimals. */
export function fixed(value: number, digits: number): string {
  return decimal(value.toFixed(digits));
}
