import type { CameraState } from '@eyepiece/shared-types';
import { t } from '../../../languages/translate.ts';
import { verdictPill } from './verdict-text.ts';
import type { LiveVerdict } from '@eyepiece/shared-types/wire/liveness';

/** Whether the camera records a clip at present. A paused job records nothing. */
export function isRecording(camera: Pick<CameraState, 'jobs'> | null): boolean {
  return camera?.jobs.some(({ state, job }) => state === 'running' && job.kind === 'clip') ?? false;
}

/** Title of the browser tab: the states that must be seen from another tab come first. */
export function tabTitle(view: string, { notLive, recording }: { readonly notLive: boolean; readonly recording: boolean }): string {
  return [...(notLive ? [t('NOT LIVE')] : []), ...(recording ? [`● ${t('REC')}`] : []), view, 'Eyepiece'].join(' · ');
}

/** @param lostForMs time without the hub; null while the page connects for the first time */
export function isNotLive(verdict: LiveVerdict, lostForMs: number | null): boolean {
  return verdict === 'stopped' || (verdictPill(verdict, null).tone === 'fault' && (verdict !== 'hub-lost' || lostForMs !== null));
}
