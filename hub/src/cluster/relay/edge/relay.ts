/** The frames of all cameras that live at other hubs. */
import type { RemoteSource } from '../../../ingest/remote-source.ts';
import type { Peers } from '../../peers/peers.ts';
import { CameraRelay } from './camera-relay.ts';

export class Relay {
  readonly #peers: Peers;
  readonly #cameras = new Map<RemoteSource, CameraRelay>();

  constructor(peers: Peers) {
    this.#peers = peers;
    peers.setMaxListeners(0); // one per camera
  }

  /** Brings the camera's frames on demand, until the source is closed. */
  follow(source: RemoteSource): void {
    if (source.isClosed || this.#cameras.has(source)) return;
    this.#cameras.set(source, new CameraRelay(source, this.#peers));
    source.changes.once('closed', () => this.#end(source));
  }

  close(): void {
    for (const source of this.#cameras.keys()) this.#end(source);
  }

  #end(source: RemoteSource): void {
    this.#cameras.get(source)?.close();
    this.#cameras.delete(source);
  }
}
