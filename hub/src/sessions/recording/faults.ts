/** Records when cameras stop delivering and recover, and when clocks of their computers are set. */
import type { CameraState } from '@eyepiece/shared-types';
import type { Camera } from '../../ingest/camera.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import type { SessionRecorder } from './recorder.ts';
import { clockText, faultText, recoveredText } from '../log/texts.ts';

const FAULTS: readonly CameraState['status'][] = ['offline', 'disconnected', 'stalled'];

export function recordFaults(registry: CameraRegistry, recorder: Pick<SessionRecorder, 'fault'>): void {
  for (const camera of registry.all) follow(camera, recorder);
  registry.on('added', (camera) => follow(camera, recorder));
}

function follow(camera: Camera, recorder: Pick<SessionRecorder, 'fault'>): void {
  let before = camera.state.status;
  let sinceUs: number | undefined;
  camera.on('clockStepped', (byUs) => {
    recorder.fault(camera.id, 'fault.clock', clockText("the camera's computer", { byUs, sleptUs: 0 }));
  });
  camera.on('state', (state) => {
    const { status, statusSinceUs } = state;
    if (status === before) return;
    before = status;
    if (FAULTS.includes(status)) {
      sinceUs ??= statusSinceUs;
      recorder.fault(camera.id, `fault.${status}`, faultText(state));
    } else if (sinceUs !== undefined) {
      recorder.fault(camera.id, 'fault.recovered', recoveredText((statusSinceUs - sinceUs) / 1000));
      sinceUs = undefined;
    }
  });
}
