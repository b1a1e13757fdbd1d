import type { CameraState } from '@eyepiece/shared-types';
import { t } from '../../languages/translate.ts';

/** The state of a camera in lists. */
export const STATUS_WORDS: Record<CameraState['status'], string> = {
  live: t('live'),
  idle: t('idle'),
  stalled: t('stalled'),
  disconnected: t('disconnected'),
  offline: t('offline'),
};
