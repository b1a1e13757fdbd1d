import { LABEL_MAX, type Capture, type CaptureEvent, type CaptureFormat } from '@eyepiece/shared-types';
import type { Cameras } from '../control/cameras.svelte.ts';
import type { HubClient } from '../hub/hub-client.ts';
import { whyNot } from '../session/permissions.ts';
import type { Session } from '../session/session.svelte.ts';
import type { LiveStream } from '../stream/live-stream.svelte.ts';
import { parseTags } from './tags.ts';

export interface SnapperDeps {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly session: Session;
  readonly stream: LiveStream;
}

/** Taking a capture: what is said about it beforehand, and whether one can be taken now. */
export class Snapper {
  format = $state<CaptureFormat | null>(null);
  label = $state('');
  tags = $state('');
  notes = $state('');
  busy = $state(false);
  /** Counts captures under way, so that the picture can flash once for each. */
  flashes = $state(0);
  readonly #deps: SnapperDeps;

  /** The chosen format, if this camera has it, else its first. */
  readonly usedFormat = $derived.by<CaptureFormat | null>(() => {
    const formats = this.#deps.cameras.selected?.capabilities.captureFormats ?? [];
    return formats.find((format) => format === this.format) ?? formats[0] ?? null;
  });

  readonly blocked = $derived.by<string | null>(() => {
    const role = whyNot(this.#deps.session.user?.role, 'capture');
    if (role) return role;
    const { verdict } = this.#deps.stream;
    if (verdict === 'live') return this.busy ? 'A capture is under way.' : null;
    return verdict === 'starting' ? 'Waiting for the first picture.' : 'The picture is not live.';
  });

  constructor(deps: SnapperDeps) {
    this.#deps = deps;
  }

  /** @throws {HubError} */
  async snap(): Promise<Capture | null> {
    const camera = this.#deps.cameras.selected;
    if (this.blocked !== null || !camera) return null;
    this.busy = true;
    this.flashes += 1;
    try {
      return await this.#deps.hub.capture(this.#request(camera.id));
    } catch (error) {
      throw this.#deps.session.notice(error);
    } finally {
      this.busy = false;
    }
  }

  clear(): void {
    this.label = '';
    this.tags = '';
    this.notes = '';
  }

  #request(cameraId: string): CaptureEvent {
    const label = this.label.trim().slice(0, LABEL_MAX);
    const notes = this.notes.trim();
    const tags = parseTags(this.tags);
    return {
      cameraId,
      ...(this.usedFormat ? { format: this.usedFormat } : {}),
      ...(label ? { label } : {}),
      ...(notes ? { notes } : {}),
      ...(tags.length > 0 ? { tags } : {}),
    };
  }
}
