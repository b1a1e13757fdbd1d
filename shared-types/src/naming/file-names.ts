/** File names that every operating system accepts. */

/** Characters that Windows or shells do not allow, control characters, and invisible ones that reorder or hide text. */
export const UNSAFE_CHARACTERS = /[\p{Cc}\p{Bidi_Control}\u200b-\u200d\u2028\u2029\u2060\ufeff<>:"|?*]/gu;
/** Device names of Windows, with any extension and spaces before it: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
export const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/i;
/** The extension that a number is inserted before, including `.ome.tif` and the `.json` of a sidecar. */
export const NAME_ENDING = /(\.ome)?(\.[^./]+)(\.json)?$/i;

const encoder = new TextEncoder();

export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** The longest beginning of the text that has at most `max` bytes of UTF-8 and no half character. */
export function cutToBytes(text: string, max: number): string {
  if (byteLength(text) <= max) return text;
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > max) break;
    cut += character;
  }
  return cut;
}

/** `a_2.ome.tif` for `a.ome.tif` and 2. */
export function numberedName(name: string, n: number | string): string {
  const ending = NAME_ENDING.exec(name)?.[0] ?? '';
  return `${name.slice(0, name.length - ending.length)}_${String(n)}${ending}`;
}

/** The last part of a path with forward slashes. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
