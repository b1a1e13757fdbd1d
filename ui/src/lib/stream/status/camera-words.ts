import { HOME_UNREACHABLE, type CameraState } from '@eyepiece/shared-types';
import { t } from '../../../languages/translate.ts';

interface Words {
  readonly tone: 'ok' | 'idle' | 'fault';
  readonly words: string;
}

const BY_STATUS = {
  live: { tone: 'ok', words: t('camera') },
  idle: { tone: 'ok', words: 'camera idle' },
  stalled: { tone: 'fault', words: 'camera sends no frames' },
  disconnected: { tone: 'fault', words: 'camera disconnected' },
  offline: { tone: 'fault', words: 'camera service down' },
} as const satisfies Record<CameraState['status'], Words>;

/** What the status bar says of the camera. */
export function cameraWords({ status, settings, fault }: Pick<CameraState, 'status' | 'settings' | 'fault'>): Words {
  if (status !== 'stalled') return BY_STATUS[status];
  // It comes back within seconds, at this hub or at another one.
  if (fault?.code === HOME_UNREACHABLE) return { tone: 'idle', words: 'camera moves between hubs' };
  if (settings.trigger && settings.trigger !== 'free') return { tone: 'ok', words: 'camera waits for trigger' };
  return BY_STATUS.stalled;
}
