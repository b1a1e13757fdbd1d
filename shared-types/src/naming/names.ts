/** Names shown in lists, menus and file names: one visible line without direction overrides. */
import { z } from 'zod';

/** Control characters, line breaks, unpaired surrogates, and characters that change the direction of text. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
/** Any visible character: no spaces, and no characters that are invisible alone. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{M}\u2800]/u;

/** Says why a text cannot be a name; undefined if it can. */
export function nameFault(text: string): string | undefined {
  const found = FORBIDDEN.exec(text)?.[0];
  if (found !== undefined) {
    const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `must be one line without control and direction characters; it contains U+${code}`;
  }
  return VISIBLE.test(text) ? undefined : 'must contain a visible character';
}

/** A name of 1 to `max` characters. */
export function nameSchema(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .superRefine((text, context) => {
      const fault = nameFault(text);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    });
}

/** Like `nameSchema`, but may be empty, which means no label. */
export function labelSchema(max: number) {
  return z
    .string()
    .trim()
    .max(max)
    .superRefine((text, context) => {
      const fault = text === '' ? undefined : nameFault(text);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    });
}
