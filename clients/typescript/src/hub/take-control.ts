import type { ControlState } from '@eyepiece/shared-types';
import { reasonOf, TIMER_MAX_MS, within, type Waiting } from '../deadline.ts';
import { HubError } from '../hub-error.ts';
import { CameraControl, RELEASE_TIMEOUT_MS } from './camera-control.ts';
import type { Camera } from './camera.ts';
import type { Hub } from './hub.ts';

export interface ControlOptions extends Waiting {
  /** If another person has control: ask for it and wait. Without an answer, control passes after 15 s; during a job, after it. */
  readonly request?: boolean | undefined;
  /** For administrators: take control from the holder, who sees this reason. */
  readonly take?: string | undefined;
}

const REQUEST_TIMEOUT_MS = 60_000;

/** @internal */
export async function takeControl(camera: Camera, hub: Hub, options: ControlOptions): Promise<CameraControl> {
  const { take, request = false, signal, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const cameraId = camera.id;
  const held = hub.controls.enter(cameraId);
  /** Of control that the person had before the program asked for it. */
  let hadEpoch: number | undefined;
  try {
    await within(held.free, timeoutMs, 'the release of control', signal, hub.ended);
    const before = hub.controlOf(cameraId);
    if (before?.holder?.userId === hub.user.id && !held.isReleased(before.epoch)) hadEpoch = before.epoch;
    if (take === undefined && before?.holder && before.holder.userId !== hub.user.id && !request) throw heldBy(before.holder.name);
  } catch (error) {
    held.leave();
    throw error;
  }
  const withControl = (state: ControlState): CameraControl => {
    if (state.epoch !== hadEpoch) held.took(state.epoch);
    return new CameraControl(camera, hub, state, held);
  };
  try {
    if (take !== undefined) return withControl((await hub.ask('control:take', { cameraId, reason: take }, { signal })).control);
    const { control } = await hub.ask('control:request', { cameraId }, { signal });
    if (control.holder?.userId === hub.user.id) return withControl(control);
    // Another person was faster, or has control and is asked for it.
    if (!request) throw heldBy(control.holder?.name);
    return withControl(await granted(hub, cameraId, timeoutMs, signal));
  } catch (error) {
    if (held.leave()) await held.releasing(giveUp(hub, cameraId, (epoch) => epoch !== hadEpoch || held.isOwn(epoch)));
    throw error;
  }
}

/** Withdraws a request. Control that the hub has given in the meantime, or whose answer was lost, is released. */
async function giveUp(hub: Hub, cameraId: string, isOwn: (epoch: number) => boolean): Promise<void> {
  const waiting = { timeoutMs: RELEASE_TIMEOUT_MS };
  try {
    const { control } = await hub.ask('control:withdraw', { cameraId }, waiting);
    if (control.holder?.userId === hub.user.id && isOwn(control.epoch)) await hub.ask('control:release', { cameraId }, waiting);
  } catch (error) {
    // Without a connection the hub ends control itself.
    if (!(error instanceof HubError)) throw error;
  }
}

/** Waits until a request for control is granted. */
function granted(hub: Hub, cameraId: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<ControlState> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      signal?.removeEventListener('abort', aborted);
      end();
    };
    const aborted = (): void => settle(() => reject(reasonOf(signal)));
    const look = (): void => {
      const state = hub.controlOf(cameraId);
      if (state?.holder?.userId === hub.user.id) settle(() => resolve(state));
      else if (state?.request?.userId !== hub.user.id) settle(() => reject(heldBy(state?.holder?.name, state?.last?.change)));
    };
    const late = (): HubError => new HubError('hub_timeout', `control was not granted within ${timeoutMs / 1000} s`);
    const timer = setTimeout(() => settle(() => reject(late())), Math.min(timeoutMs, TIMER_MAX_MS));
    const stops = [
      hub.on('closed', (error) => settle(() => reject(error))),
      hub.on('control:state', (state) => state.cameraId === cameraId && look()),
      // A lost connection withdraws the request.
      hub.on('ready', look),
    ];
    if (signal?.aborted) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
    // The announcement may have come together with the answer to the request.
    if (hub.controlOf(cameraId)?.holder?.userId === hub.user.id) look();
  });
}

function heldBy(name = 'another person', change?: string): HubError {
  const why = change === 'denied' ? `${name} has denied the request for control` : `${name} has control of this camera`;
  return new HubError('control_held', why, { holder: name });
}
