import type { EventEmitter } from 'node:events';
import type { Capture } from '@eyepiece/shared-types';
import type { HubError } from '../../errors.ts';
import type { CaptureEvents } from './announcements.ts';

/**
 * Resolves with the capture of this id when it is announced as created.
 * @throws {HubError} no_space when its upload is refused for lack of space; the signal's reason when aborted first
 */
export function captureStored(events: EventEmitter<CaptureEvents>, id: string, signal: AbortSignal): Promise<Capture> {
  const { promise, resolve, reject } = Promise.withResolvers<Capture>();
  const onCreated = (capture: Capture): void => {
    if (capture.id === id) resolve(capture);
  };
  const onRefused = ({ id: refused, error }: { id: string; error: HubError }): void => {
    if (refused === id) reject(error);
  };
  const onAbort = (): void => {
    reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  };
  if (signal.aborted) onAbort();
  events.on('created', onCreated);
  events.on('refused', onRefused);
  signal.addEventListener('abort', onAbort, { once: true });
  return promise.finally(() => {
    events.off('created', onCreated);
    events.off('refused', onRefused);
    signal.removeEventListener('abort', onAbort);
  });
}
