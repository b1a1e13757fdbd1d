import { currentLanguage } from '../../languages/translate.ts';

/** The name in the language that the page does not show, so that the command palette finds both; empty when unknown. */
export type OtherName = (name: string) => string;

export async function otherLanguage(): Promise<OtherName> {
  const { GERMAN, HUB } = await import('../../languages/german/german.ts');
  const pairs = Object.entries({ ...HUB, ...GERMAN });
  const names = new Map(currentLanguage() === 'en' ? pairs : pairs.map(([english, german]) => [german, english]));
  return (name) => names.get(name) ?? '';
}
