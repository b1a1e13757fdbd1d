/** The state of a connection to a hub. */
export type Phase =
  | { readonly name: 'connecting' }
  | { readonly name: 'connected' }
  /** Another attempt follows. */
  | { readonly name: 'lost'; readonly reason: string }
  /** @property reason one sentence for the reader of the page */
  | { readonly name: 'refused'; readonly reason: string };

/** The hub, or the browser, does not let this page in. Another attempt at once cannot help. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Ends the attempts of the socket. */
  readonly data = { code: 'forbidden' } as const;
  /** Whether the operator of the hub can change it while the page is open. */
  readonly isOfOrigin: boolean;

  constructor(message: string, { isOfOrigin = false } = {}) {
    super(message);
    this.isOfOrigin = isOfOrigin;
  }
}
