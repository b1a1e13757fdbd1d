/** The hubs of a cluster. */

export interface PeerAddress {
  readonly hubId: string;
  /** Address at which other hubs reach it, with its base path. */
  readonly url: string;
}

export interface PeerDirectory {
  /** The other hubs that are alive. */
  readonly hubs: readonly PeerAddress[];
  on(event: 'changed', listener: () => void): unknown;
  off(event: 'changed', listener: () => void): unknown;
}
