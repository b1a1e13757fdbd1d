import { RPC_ERROR } from '@eyepiece/shared-types';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../../setup/fake-camera.ts';

/** Lets the camera refuse every gain above its limit, as a real one does. */
export function refuseGain(camera: FakeCamera): void {
  const before = camera.on['settings.update'];
  camera.on['settings.update'] = (params: { readonly settings: { readonly gain?: number } }) => {
    const { gain = 0 } = params.settings;
    if (gain <= 24) return before?.(params as never);
    const issue = { path: 'gain', message: 'must be 0 to 24 dB', value: gain, min: 0, max: 24, unit: 'dB' };
    throw new RpcFailure({ code: RPC_ERROR.settingRejected, message: 'gain must be 0 to 24 dB', data: { issues: [issue] } });
  };
}
