import { readPicturePreference, writePicturePreference } from './picture-preference.ts';
import type { FromPlayer, ToPlayer } from './player/messages.ts';
import type { PictureAsk, PictureKind, VideoState } from './status/picture-kind.ts';

/** Whether the page shows JPEG, video or samples, and what it asks for. */
export class PictureChoice {
  video = $state<VideoState>('unavailable');
  /** What is on the canvas; null before the first picture. */
  kind = $state<PictureKind | null>(null);
  /** What the person has chosen for the watched camera. */
  prefer = $state<PictureAsk>('automatic');
  /** Where the shown pixel value comes from. */
  pixelFrom = $state<'picture' | 'snapshot'>('picture');
  /** The exact picture for a frozen video did not arrive. */
  noExact = $state(false);
  #toolNeedsExact = $state(false);
  #cameraId: string | null = null;
  readonly #post: (message: ToPlayer) => void;

  /** What the player asks for: tools that point at pixels need exact pictures. Samples are exact. */
  readonly asked = $derived<PictureAsk>(this.#toolNeedsExact && this.prefer !== 'samples' ? 'exact' : this.prefer);
  readonly forTool = $derived(this.#toolNeedsExact);

  constructor(post: (message: ToPlayer) => void) {
    this.#post = post;
  }

  /** @returns what to ask for */
  begin(cameraId: string): PictureAsk {
    this.#cameraId = cameraId;
    this.prefer = readPicturePreference(cameraId);
    this.kind = null;
    this.noExact = false;
    return this.asked;
  }

  choose(prefer: PictureAsk): void {
    if (this.#cameraId === null) return;
    this.prefer = prefer;
    writePicturePreference(this.#cameraId, prefer);
    this.#post({ type: 'prefer', prefer: this.asked });
  }

  /** A tool that points at pixels is open, or no longer. */
  requireExact(required: boolean): void {
    if (required === this.#toolNeedsExact) return;
    this.#toolNeedsExact = required;
    this.#post({ type: 'prefer', prefer: this.asked });
  }

  receive(message: FromPlayer): void {
    switch (message.type) {
      case 'video':
        this.video = message.state;
        return;
      case 'shown':
        if (message.cameraId !== this.#cameraId) return;
        this.kind = message.kind;
        this.noExact = false;
        return;
      case 'no-exact':
        if (message.cameraId === this.#cameraId) this.noExact = true;
        return;
      case 'pixel':
        this.pixelFrom = message.from;
        return;
      default:
    }
  }
}
