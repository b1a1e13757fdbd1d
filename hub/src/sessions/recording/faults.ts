/** Records when cameras stop delivering and recover, and when clocks of their computers are set. With several hubs, once. */
import type { CameraState } from '@eyepiece/shared-types';
import type { Camera } from '../../ingest/camera.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import { RECONNECTING } from '../../ingest/remote-source.ts';
import { TokenBucket } from '../../process/limits/token-bucket.ts';
import type { SessionRecorder } from './recorder.ts';
import { clockText, faultText, recoveredText } from '../log/texts.ts';

const FAULTS: readonly CameraState['status'][] = ['offline', 'disconnected', 'stalled'];

/** Faults and clock steps of one camera: a loose cable or a broken service must not fill the log. */
const RATE = { perSecond: 0.2, burst: 30 };

export interface FaultSources {
  readonly registry: CameraRegistry;
  /** Whether the service of the camera has dialled this hub last. */
  readonly isHome: (cameraId: string) => boolean;
  /** One of the hubs. It records for cameras whose home is gone. */
  readonly leader: { readonly isLeader: boolean };
}

type Writer = 'this hub' | 'another hub' | 'nobody';

interface Fault {
  /** Of the first state in a sequence of faults. */
  readonly sinceUs: number;
  readonly action: `fault.${string}`;
  readonly text: string;
  readonly writer: Writer;
}

export function recordFaults(sources: FaultSources, recorder: Pick<SessionRecorder, 'fault'>): void {
  const { registry } = sources;
  for (const camera of registry.all) follow(camera, sources, recorder);
  registry.on('added', (camera) => follow(camera, sources, recorder));
}

function follow(camera: Camera, sources: FaultSources, recorder: Pick<SessionRecorder, 'fault'>): void {
  let before = camera.state.status;
  let fault: Fault | undefined;
  const entries = new TokenBucket(RATE, performance.now());
  const mayRecord = (): boolean => entries.tryTake(1, performance.now());
  camera.on('clockStepped', (byUs) => {
    if (mayRecord()) recorder.fault(camera.id, 'fault.clock', clockText("the camera's computer", { byUs, sleptUs: 0 }));
  });
  camera.on('state', (state) => {
    const { status, statusSinceUs } = state;
    if (status === before) return;
    before = status;
    if (FAULTS.includes(status)) {
      if (!mayRecord()) return;
      const [action, text, now] = [`fault.${status}` as const, faultText(state), writerOf(camera, state, sources)];
      if (now === 'this hub') recorder.fault(camera.id, action, text);
      const writer = now === 'nobody' ? (fault?.writer ?? now) : now;
      fault = { sinceUs: fault?.sinceUs ?? statusSinceUs, action, text, writer };
      return;
    }
    // Recoveries are not counted: the log must not end with a fault that is over.
    if (fault === undefined) return;
    const { sinceUs, action, text, writer } = fault;
    fault = undefined;
    // The former home has ended without a word.
    const isUnwritten = writer === 'nobody' && sources.isHome(camera.id);
    if (isUnwritten) recorder.fault(camera.id, action, text);
    if (isUnwritten || writer === 'this hub') recorder.fault(camera.id, 'fault.recovered', recoveredText((statusSinceUs - sinceUs) / 1000));
  });
}

/** Who writes that the camera has a fault: its home; nobody while only the connection to the home is lost. */
function writerOf(camera: Camera, state: CameraState, { isHome, leader }: FaultSources): Writer {
  if (camera.isRemote) return state.fault?.code === RECONNECTING.code ? 'nobody' : 'another hub';
  if (isHome(camera.id)) return 'this hub';
  return leader.isLeader ? 'this hub' : 'another hub';
}
