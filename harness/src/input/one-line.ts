const LINE_MAX = 400;

/** Text that a server chose, without line breaks, control characters, and marks that reverse the text after them. */
export function oneLine(text: string): string {
  return text.slice(0, LINE_MAX).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
}
