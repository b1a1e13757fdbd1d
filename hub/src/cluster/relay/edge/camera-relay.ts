/**
 * Brings the frames of one camera from its home, for as long as viewers of this hub want them. There is one connection
 * for the JPEGs, one for each tier of video and one for samples, however many viewers there are.
 */
import type { DemandParams, VideoTier } from '@eyepiece/shared-types';
import type { RemoteSource } from '../../../ingest/remote-source.ts';
import type { PeerConnection } from '../../peers/peer-connection.ts';
import type { Peers } from '../../peers/peers.ts';
import type { RelaySource, RelayWatch } from '../messages.ts';
import { FrameConnection } from './frame-connection.ts';

type Kind = 'jpeg' | 'samples' | VideoTier;

export class CameraRelay {
  readonly #source: RemoteSource;
  readonly #peers: Peers;
  readonly #connections = new Map<Kind, FrameConnection>();
  /** The connection for requests, whose clock is compared. */
  #home: PeerConnection | undefined;
  #told: RelaySource | undefined;
  #closed = false;
  readonly #sync = (): void => this.#follow();
  readonly #clockChanged = (): void => this.#tellSource();

  constructor(source: RemoteSource, peers: Peers) {
    this.#source = source;
    this.#peers = peers;
    source.changes.on('demand', this.#sync);
    source.changes.on('key', (tier) => this.#connections.get(tier)?.requestKey());
    peers.on('up', this.#sync);
    this.#follow();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#source.changes.off('demand', this.#sync);
    this.#peers.off('up', this.#sync);
    this.#home?.off('clock', this.#clockChanged);
    for (const kind of this.#connections.keys()) this.#end(kind);
  }

  #follow(): void {
    if (this.#closed) return;
    const wanted = wantedOf(this.#source.cameraId, this.#source.wanted);
    for (const kind of this.#connections.keys()) if (!wanted.has(kind)) this.#end(kind);
    const home = this.#peers.connectionTo(this.#source.homeHubId);
    if (home !== this.#home) this.#moved(home);
    if (!home) {
      // `up` of the home comes when the directory lists it.
      this.#source.setRelayed(wanted.size === 0);
      return;
    }
    for (const [kind, watch] of wanted) {
      const connection = this.#connections.get(kind);
      if (connection) connection.change(watch);
      else this.#connections.set(kind, this.#open(home, kind, watch));
    }
  }

  /** The address of the home has changed. */
  #moved(home: PeerConnection | undefined): void {
    this.#home?.off('clock', this.#clockChanged);
    for (const kind of this.#connections.keys()) this.#end(kind);
    this.#home = home;
    home?.on('clock', this.#clockChanged);
  }

  #open(home: PeerConnection, kind: Kind, watch: RelayWatch): FrameConnection {
    const source = this.#source;
    return new FrameConnection({
      own: this.#peers.own,
      home: home.address,
      watch,
      onFrame: (message, header) => source.frame(message, header),
      onError: (message) => source.noteError(message),
      onSource: (told) => {
        this.#told = told;
        this.#tellSource();
      },
      onUp: (up) => {
        if (kind === 'jpeg') source.setRelayed(up);
      },
    });
  }

  #end(kind: Kind): void {
    this.#connections.get(kind)?.close();
    this.#connections.delete(kind);
    if (kind === 'jpeg') this.#source.setRelayed(true);
  }

  #tellSource(): void {
    if (!this.#told || this.#closed) return;
    const { clockOffsetUs, video } = this.#told;
    const clock = this.#home?.clock;
    this.#source.setStream(video && { tiers: [...video.tiers] }, {
      offsetUs: clockOffsetUs + (clock?.offsetUs ?? 0),
      roundTripUs: clock?.roundTripUs ?? 0,
    });
  }
}

function wantedOf(cameraId: string, { streaming, maxWidth, maxFps, video = [], samples }: DemandParams): Map<Kind, RelayWatch> {
  const wanted = new Map<Kind, RelayWatch>();
  if (!streaming) return wanted;
  wanted.set('jpeg', { cameraId, ...(maxWidth !== undefined && { maxWidth }), ...(maxFps !== undefined && { maxFps }) });
  for (const tier of video) wanted.set(tier, { cameraId, tier });
  if (samples) wanted.set('samples', { cameraId, samples: true, ...samples });
  return wanted;
}
