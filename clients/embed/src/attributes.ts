/** Checks the attributes of an element. */
import { addressOf } from '@eyepiece/client/address';
import type { Entrance } from './connection/enter.ts';

export interface Attributes {
  readonly src: string | null;
  readonly camera: string | null;
  readonly token: string | null;
}

export type Checked = { readonly entrance: Entrance; readonly cameraId: string; readonly mistake: null } | { readonly mistake: string };

const CAMERA_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const TOKEN_MAX_CHARS = 4096;

/** @param base address of the page, for a relative `src` */
export function checkAttributes({ src, camera, token }: Attributes, base: string): Checked {
  for (const [name, value] of Object.entries({ src, camera, token }))
    if (value === null || value.trim() === '') return { mistake: `The attribute "${name}" is missing.` };
  const cameraId = (camera ?? '').trim();
  if (!CAMERA_ID.test(cameraId)) return { mistake: 'The attribute "camera" must be the id of a camera, such as bench-3.' };
  const credential = secretOf((token ?? '').trim());
  if (credential.length > TOKEN_MAX_CHARS) return { mistake: `The attribute "token" has more than ${TOKEN_MAX_CHARS} characters.` };
  const url = parse((src ?? '').trim(), base);
  if (url === null) return { mistake: 'The attribute "src" must be the address of a hub, such as https://lab.example.' };
  try {
    return { entrance: { address: addressOf({ url }), credential }, cameraId, mistake: null };
  } catch (error) {
    // The message does not contain the address.
    return { mistake: `The attribute "src" is wrong: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

/** A whole share link stands for its secret. */
function secretOf(token: string): string {
  return /\/guest#([^#]+)$/.exec(token)?.[1] ?? token;
}

function parse(text: string, base: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
