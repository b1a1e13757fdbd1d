/** The stream that a crowd watches: Eyepiece's after signing in, or another server's as it is described. */
import { ArgumentError } from '../input/arguments.ts';
import type { Dial } from '../protocols/protocol.ts';
import { untilAdmitted } from '../protocols/eyepiece/admission.ts';
import { dialHub, type HubAddress } from '../protocols/eyepiece/eyepiece.ts';
import { eyepieceOptionsSchema, type EyepieceOptions } from '../protocols/eyepiece/options.ts';
import { findProtocol } from '../protocols/protocols.ts';
import { RawViewer } from '../protocols/eyepiece/raw-viewer.ts';
import type { CrowdArguments } from './arguments.ts';
import type { CrowdClock } from './crowd.ts';
import { onlyCamera, signIn } from './hub-account.ts';

export interface WatchedStream {
  /** `url`: address of the server, or of a link to it. */
  readonly dial: (url: string) => Dial;
  readonly clock: CrowdClock;
  /** What the description promises and the first frames lack. */
  readonly misfit: () => string | undefined;
}

export type StreamOptions = Pick<CrowdArguments, 'protocol' | 'description' | 'url' | 'credential' | 'cameraId'>;

/** @throws {ArgumentError} if the protocol or the description is invalid */
export async function openStream(options: StreamOptions): Promise<() => Promise<WatchedStream>> {
  if (options.protocol === 'eyepiece') {
    const wish = options.description.check(eyepieceOptionsSchema);
    return () => hubStream(options, wish);
  }
  const { protocol: name, url } = options;
  const { schemes, stream } = await findProtocol(name);
  if (schemes.length > 0 && !schemes.includes(new URL(url).protocol)) {
    throw new ArgumentError(`--url ${url}: an address with ${schemes.map((scheme) => `${scheme}//`).join(' or ')} is needed for ${name}`);
  }
  const described = stream(options.description);
  const watched: WatchedStream = {
    dial: (address) => (arrivals, signal) => described.dial({ url: address, signal }, arrivals),
    clock: { aheadUs: described.clockAheadUs, measured: false, sequence: described.sequence },
    misfit: () => described.misfit,
  };
  return () => Promise.resolve(watched);
}

async function hubStream({ url, credential, cameraId }: StreamOptions, wish: EyepieceOptions): Promise<WatchedStream> {
  if (!credential) throw new ArgumentError('--token or --email is needed');
  const token = await signIn(url, credential);
  const address: HubAddress = { url, token, cameraId: cameraId ?? (await onlyCamera(url, token)), ...wish };
  return {
    dial: (link) => dialHub({ ...address, url: link }),
    clock: { aheadUs: await cameraAheadUs(address), measured: true, sequence: { modulus: 2 ** 32, numbering: 'server' } },
    misfit: () => undefined,
  };
}

/** The camera clock minus ours: the hub's clock from `time:sync`, plus the camera's offset from its state. */
async function cameraAheadUs({ url, token, cameraId }: HubAddress): Promise<number> {
  const viewer = await untilAdmitted(() => RawViewer.connect({ url, token, onFrame: () => undefined }));
  try {
    const hubAheadUs = await viewer.clockOffsetUs();
    const { clockOffsetUs } = await untilAdmitted(() => viewer.watch({ cameraId }));
    return hubAheadUs + clockOffsetUs;
  } finally {
    viewer.close();
  }
}
