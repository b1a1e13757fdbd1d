/** A settings file is a page of text; anything larger is something else. */
const LARGEST_BYTES = 256 * 1024;

export type ReadSettingsFile = { readonly ok: true; readonly content: unknown } | { readonly ok: false; readonly why: string };

/** Reads a file that somebody chose; what it says is for the hub to judge. */
export async function readSettingsFile(file: Pick<File, 'name' | 'size' | 'text'>): Promise<ReadSettingsFile> {
  if (file.size > LARGEST_BYTES)
    return { ok: false, why: `${file.name} is ${Math.ceil(file.size / 1024)} kB; a settings file has at most ${LARGEST_BYTES / 1024} kB.` };
  try {
    const content: unknown = JSON.parse(await file.text());
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ok: true, content };
  } catch {
    // Said below: what is not JSON is not a settings file.
  }
  return { ok: false, why: `${file.name} is not a settings file.` };
}
