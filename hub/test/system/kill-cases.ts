/** When a process is killed after a capture was answered as kept. */
import { createHash } from 'node:crypto';
import type { FaultProxy } from '@eyepiece/harness/proxy/fault-proxy';
import type { GuideKeptCapture } from '@eyepiece/shared-types';
import { expect } from 'vitest';

/** Generous because test machines are shared; passing tests do not wait for it. */
export const SOON = { timeout: 120_000 };
export const WHOLE = { timeout: 600_000 };
export const CAMERA_ID = 'killed';

type ProxyRule = NonNullable<Parameters<typeof FaultProxy.start>[0]['rules']>[number];

export interface KillCase {
  /** Rules of the proxy until the kill. */
  readonly rules: readonly ProxyRule[];
  /** What must have happened to the upload before the kill. */
  readonly reached: 'nothing' | 'begun' | 'stored';
}

/** Uploads of captures hang after so many bytes, in one direction. */
export function silentUploads(direction: 'up' | 'down', afterBytes: number): ProxyRule {
  const connections = { kind: 'http', path: '/ingest/v1/captures/' } as const;
  return { name: 'uploads', fault: 'half-open', direction, afterBytes, connections };
}

/** Waits until the upload is where the case wants it. */
export async function untilReached(
  { reached }: KillCase,
  proxy: Pick<FaultProxy, 'counts'>,
  found: () => Promise<readonly unknown[]>,
): Promise<void> {
  if (reached === 'begun') await expect.poll(() => proxy.counts()[0]?.matched, SOON).toBeGreaterThan(0);
  if (reached === 'stored') await expect.poll(found, SOON).toHaveLength(1);
}

export function expectFile(file: Buffer, { capture }: GuideKeptCapture): void {
  expect([file.length, createHash('sha256').update(file).digest('hex')]).toEqual([capture.sizeBytes, capture.sha256]);
}
