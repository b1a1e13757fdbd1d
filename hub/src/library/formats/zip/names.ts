/** Makes file names in an archive unique and safe on all operating systems. */
import { NAME_ENDING, numberedName, UNSAFE_CHARACTERS, WINDOWS_DEVICE } from '@eyepiece/shared-types';

const MAX_PART_CHARS = 200;

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
  const cleaned = withoutEnd(part.replaceAll(UNSAFE_CHARACTERS, '_'));
  const short = cleaned.length > MAX_PART_CHARS ? withoutEnd(shortened(cleaned)) : cleaned;
  return WINDOWS_DEVICE.test(short) ? `_${short}` : short;
}

/** Windows drops dots and spaces at the end of a name. */
function withoutEnd(part: string): string {
  return part.replace(/[. ]+$/, '');
}

function shortened(part: string): string {
  const ending = (NAME_ENDING.exec(part)?.[0] ?? '').slice(-MAX_PART_CHARS / 2);
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
      unique = numberedName(safe, n);
      next.set(safe.toLowerCase(), n + 1);
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}
