import { currentLanguage } from '../../languages/translate.ts';

/** A number in the notation of JavaScript with the decimal separator of the language: "12.5", "12,5". */
export function decimal(number: string): string {
  return currentLanguage() === 'de' ? number.replace('.', ',') : number;
}

/** A number with a fixed count of decimals. */
export function fixed(value: number, digits: number): string {
  return decimal(value.toFixed(digits));
}

/** A number with at most this count of significant digits, without zeros at its end: 0.33, 1250. */
export function significant(value: number, digits: number): string {
  return decimal(String(Number(value.toPrecision(digits))));
}

/** A number with at most this count of decimals, without zeros at its end. */
export function rounded(value: number, decimals: number): string {
  return decimal(String(Number(value.toFixed(decimals))));
}
