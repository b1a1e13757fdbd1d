/** Larger files are not settings files. */
const LARGEST_BYTES = 256 * 1024;

export type ReadSettingsFile = { readonly ok: true; readonly content: unknown } | { readonly ok: false; readonly why: string };

/** Reads a selected file; the hub validates its content. */
export async function readSettingsFile(file: Pick<File, 'name' | 'size' | 'text'>): Promise<ReadSettingsFile> {
  if (file.size > LARGEST_BYTES)
    return { ok: false, why: `${file.name} is ${Math.ceil(file.size / 1024)} kB; a settings file has at most ${LARGEST_BYTES / 1024} kB.` };
  try {
    const content: unknown = JSON.parse(await file.text());
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ok: true, content };
  } catch {
    // Reported below as "not a settings file".
  }
  return { ok: false, why: `${file.name} is not a settings file.` };
}
