/** Which processes of the launcher fail, from the file that it writes into the data folder. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILING_PARTS_FILE, failingPartsSchema, type FailingPart } from '@eyepiece/shared-types';
import { hideSecrets, REDACTED } from '../diagnostics/messages/secrets.ts';

const MAX_BYTES = 256 * 1024;

/** @param secret never shown, whatever wrote it. @returns nothing for a hub without a launcher, and while all is well */
export async function failingParts(dataDir: string, secret: string): Promise<FailingPart[]> {
  const text = await read(join(dataDir, FAILING_PARTS_FILE));
  const parsed = failingPartsSchema.safeParse(asJson(text));
  if (!parsed.success) return [];
  return parsed.data.parts.map(({ reason, ...part }) => ({
    ...part,
    ...(reason !== undefined && { reason: hideSecrets(reason.replaceAll(secret, REDACTED)) }),
  }));
}

async function read(path: string): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_BYTES), position: 0 });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
