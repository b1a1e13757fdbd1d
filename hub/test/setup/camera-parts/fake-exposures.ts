/** A fake camera whose captures are exposed until they are cancelled. */
import { RPC_ERROR, type CaptureParams } from '@eyepiece/shared-types';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';
import type { FakeCamera } from '../fake-camera.ts';

/** Each capture command waits and is in the state of the camera, until `capture.cancel` names it. */
export function exposeUntilCancelled(camera: FakeCamera): void {
  let exposing: { readonly captureId: string; readonly fail: (error: Error) => void } | undefined;
  camera.on['capture'] = ({ captureId, user }: CaptureParams) => {
    const ended = Promise.withResolvers<never>();
    exposing = { captureId, fail: ended.reject };
    camera.sendState({ exposing: [{ captureId, ...(user && { user }), totalMs: 20_000, leftMs: 12_000 }] });
    return ended.promise;
  };
  camera.on['capture.cancel'] = ({ captureId }: { captureId: string }) => {
    if (exposing?.captureId !== captureId) return { cancelled: false };
    exposing.fail(new RpcFailure({ code: RPC_ERROR.cancelled, message: 'the capture was cancelled' }));
    exposing = undefined;
    camera.sendState();
    return { cancelled: true };
  };
}
