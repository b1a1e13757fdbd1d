/** Makes file names in an archive unique and safe on all operating systems. */

const MAX_PART_CHARS = 200;
/** Characters that Windows or shells do not allow, control characters, and invisible ones that reorder or hide text. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u200b-\u200d\u2028\u2029\u2060\ufeff<>:"|?*]/gu;
/** Device names of Windows, with any extension and spaces before it: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/i;
/** The extension that a number is inserted before, including `.ome.tif` and the `.json` of a sidecar. */
const ENDING = /(\.ome)?(\.[^./]+)(\.json)?$/i;

/** A relative path with forward slashes and without `..`, so that it stays inside the target folder. */
function safeName(name: string): string {
  const parts = name
    .toWellFormed()
    .split(/[/\\]/)
    .map(safePart)
    .filter((part) => part !== '');
  return parts.length === 0 ? 'file' : parts.join('/');
}

function safePart(part: string): string {
  const cleaned = withoutEnd(part.replaceAll(UNSAFE, '_'));
  const short = cleaned.length > MAX_PART_CHARS ? withoutEnd(shortened(cleaned)) : cleaned;
  return RESERVED.test(short) ? `_${short}` : short;
}

/** Windows drops dots and spaces at the end of a name. */
function withoutEnd(part: string): string {
  return part.replace(/[. ]+$/, '');
}

function shortened(part: string): string {
  const ending = (ENDING.exec(part)?.[0] ?? '').slice(-MAX_PART_CHARS / 2);
  return `${part.slice(0, MAX_PART_CHARS - ending.length)}${ending}`.toWellFormed();
}

/** Makes all names safe. A name that is already used, ignoring case, gets `_2`, `_3` and so on before its extension. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return names.map((name) => {
    const safe = safeName(name);
    let unique = safe;
    for (let n = next.get(safe.toLowerCase()) ?? 2; taken.has(unique.toLowerCase()); n += 1) {
      unique = numbered(safe, n);
      next.set(safe.toLowerCase(), n + 1);
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}

function numbered(name: string, n: number): string {
  const ending = ENDING.exec(name)?.[0] ?? '';
  return `${name.slice(0, name.length - ending.length)}_${String(n)}${ending}`;
}
