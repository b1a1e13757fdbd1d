/** Rejects passwords that guessing programs try first (NIST SP 800-63B, 5.1.1.2). A minimum length does not exclude them. */
import { dictionary } from '@zxcvbn-ts/language-common';

/** Words about the product, which an attacker would try first. */
const PRODUCT_WORDS = ['eyepiece', 'eyepiecehub', 'microscope', 'microscopy', 'pixelink', 'camera', 'laboratory', 'administrator'];
const MIN_DISTINCT_CHARACTERS = 5;

let common: ReadonlySet<string> | undefined;

/** Why a password is too easy to guess; undefined when it is acceptable. */
export function commonPasswordFault(password: string, email: string): string | undefined {
  const text = password.normalize('NFKC').toLowerCase();
  if (isPattern(text)) return 'The password is a pattern that is easy to guess; choose another one';
  const address = email.normalize('NFKC').toLowerCase();
  const [localPart = ''] = address.split('@');
  const forms = [text, wordOf(text)];
  if (forms.some((form) => form === address || form === localPart || form === wordOf(localPart))) {
    return 'The password must not be the e-mail address; choose another one';
  }
  common ??= new Set([...dictionary['passwords-common'], ...PRODUCT_WORDS]);
  return forms.some((form) => common?.has(form)) ? 'This password is one of the most common; choose another one' : undefined;
}

/** The word in "Password2026!" and in "passwordpassword"; otherwise the text itself. */
function wordOf(text: string): string {
  const bare = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const word = /^(.{4,}?)\1+$/su.exec(bare)?.[1] ?? bare;
  return bare.length * 2 >= text.length ? word : text;
}

/** Few different characters or a constant step: "aaaaaaaaaa", "0123456789". */
function isPattern(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (new Set(codes).size < MIN_DISTINCT_CHARACTERS) return true;
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  return steps.size === 1;
}
