import { reportFault } from '../../../browser/report-fault.ts';
import { isPlain, PLAIN, type DisplaySettings } from '../../display/display-settings.ts';
import type { DisplaySource } from '../../display/engine.ts';
import type { DisplayPipeline, RenderedAs } from '../../display/pipeline.ts';
import type { FromPlayer } from '../messages.ts';
import type { Surface } from './surface.ts';

export interface PlainPicture {
  readonly source: DisplaySource;
  readonly width: number;
  readonly height: number;
}

export type OpenPipeline = () => Promise<DisplayPipeline>;

const openPipeline: OpenPipeline = async () => (await import('../../display/open-pipeline.ts')).openPipeline();

/** Draws the picture as this viewer has chosen to look at it. Code that reads pixels gets the plain picture all the same. */
export class ViewerDisplay {
  readonly #post: (message: FromPlayer) => void;
  readonly #redraw: () => void;
  readonly #open: OpenPipeline;
  #settings: DisplaySettings = PLAIN;
  #fullWidth: number | null = null;
  #pipeline: DisplayPipeline | null = null;
  #opening = false;
  #redrawing = false;
  #as: RenderedAs | null = null;
  /** Pictures are plain until other settings are chosen: trying again with each frame would cost all the time there is. */
  #failed = false;

  /** @param redraw draws the present picture again @param open loads the code, which most viewers do not need */
  constructor(post: (message: FromPlayer) => void, redraw: () => void, open: OpenPipeline = openPipeline) {
    this.#post = post;
    this.#redraw = redraw;
    this.#open = open;
  }

  get on(): boolean {
    return !isPlain(this.#settings);
  }

  /** @param fullWidth of the picture of which smaller renditions are shown; null if unknown */
  set(settings: DisplaySettings, fullWidth: number | null): void {
    if (settings !== this.#settings) this.#failed = false;
    this.#settings = settings;
    this.#fullWidth = fullWidth;
    if (this.on) this.#load();
    else this.#close();
    this.#redrawSoon();
  }

  /** Returns false if the plain picture is to be drawn. */
  draw(surface: Surface, { source, width, height }: PlainPicture): boolean {
    if (!this.on || !this.#pipeline || this.#failed) return false;
    try {
      const { picture, as } = this.#pipeline.render({ source, width, height, fullWidth: this.#fullWidth ?? width }, this.#settings);
      surface.drawScaled(picture, width, height);
      this.#report(as);
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #load(): void {
    if (this.#pipeline || this.#opening) return;
    this.#opening = true;
    void this.#open()
      .then((pipeline) => {
        if (!this.on) {
          pipeline.close();
          return;
        }
        this.#pipeline = pipeline;
        this.#redrawSoon();
      })
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#opening = false));
  }

  #close(): void {
    this.#pipeline?.close();
    this.#pipeline = null;
    this.#report(null);
  }

  /** Once for all settings that have arrived: a slider sends them faster than they can be drawn. */
  #redrawSoon(): void {
    if (this.#redrawing) return;
    this.#redrawing = true;
    setTimeout(() => {
      this.#redrawing = false;
      this.#redraw();
    }, 0);
  }

  #fail(error: unknown): void {
    reportFault('The picture is shown without filters:', error);
    this.#failed = true;
    this.#post({ type: 'display', as: null, failed: true });
    this.#as = null;
  }

  #report(as: RenderedAs | null): void {
    if (as?.engine === this.#as?.engine && as?.scale === this.#as?.scale) return;
    this.#as = as;
    this.#post({ type: 'display', as, failed: false });
  }
}
