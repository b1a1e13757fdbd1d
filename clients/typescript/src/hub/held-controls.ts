/** What a connection holds. The hub gives control to a person, so that the parts of a program share it. */
interface Held {
  /** Parts that have control or ask for it. */
  parts: number;
  /** Of the control that this connection took, in contrast to control that the person had before. */
  ownEpoch?: number;
  releasedEpoch?: number;
  /** Resolves when the hub has answered the last release. */
  free: Promise<unknown>;
}

export class HeldControls {
  readonly #held = new Map<string, Held>();

  /** A part begins to ask for control of a camera. */
  enter(cameraId: string): HeldControl {
    const held = this.#held.get(cameraId) ?? { parts: 0, free: Promise.resolve() };
    this.#held.set(cameraId, held);
    held.parts += 1;
    return new HeldControl(held);
  }
}

/** The share of one part of the program. */
export class HeldControl {
  readonly #held: Held;
  #left = false;

  constructor(held: Held) {
    this.#held = held;
  }

  /** Resolves when no release is under way, which would end the new control. */
  get free(): Promise<unknown> {
    return this.#held.free;
  }

  /** Whether the connection has given back this control. The last announcement may not say so yet. */
  isReleased(epoch: number): boolean {
    return this.#held.releasedEpoch === epoch;
  }

  /** The program has taken this control. */
  took(epoch: number): void {
    this.#held.ownEpoch = epoch;
  }

  /** Whether the program took this control, so that it must give it back. */
  isOwn(epoch: number): boolean {
    return this.#held.ownEpoch === epoch;
  }

  /** @returns whether it was the last part. Further calls do nothing. */
  leave(): boolean {
    if (this.#left) return false;
    this.#left = true;
    this.#held.parts -= 1;
    return this.#held.parts === 0;
  }

  /** Later parts wait until `answered`. */
  async releasing(answered: Promise<unknown>): Promise<void> {
    this.#held.free = answered.catch(() => undefined);
    await answered;
  }

  released(epoch: number): void {
    this.#held.releasedEpoch = epoch;
  }
}
