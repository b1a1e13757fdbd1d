import { readPreference, writePreference } from './preferences.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

const PREFERENCE = 'theme';
/** Colour of the browser's own bar on phones: the surface of the theme. */
const BAR = { light: '#ffffff', dark: '#101317' } as const;

function read(): ThemeChoice {
  const kept = readPreference(PREFERENCE);
  return THEMES.find((choice) => choice === kept) ?? 'system';
}

/** Light or dark: the choice of this browser, otherwise the system's. `theme.js` sets it before the first paint. */
export class Theme {
  #choice = $state<ThemeChoice>(read());
  #systemIsLight = $state(false);
  readonly #root: HTMLElement;
  readonly #undo: () => void;

  readonly shown = $derived.by<'light' | 'dark'>(() => {
    if (this.#choice !== 'system') return this.#choice;
    return this.#systemIsLight ? 'light' : 'dark';
  });

  constructor(root: HTMLElement = document.documentElement) {
    this.#root = root;
    const system = matchMedia('(prefers-color-scheme: light)');
    const follow = (): void => {
      this.#systemIsLight = system.matches;
      this.#apply();
    };
    // Another tab of this browser has changed the choice.
    const stored = (): void => {
      this.#choice = read();
      this.#apply();
    };
    system.addEventListener('change', follow);
    addEventListener('storage', stored);
    this.#undo = () => {
      system.removeEventListener('change', follow);
      removeEventListener('storage', stored);
    };
    follow();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    writePreference(PREFERENCE, choice === 'system' ? null : choice);
    this.#apply();
  }

  close(): void {
    this.#undo();
  }

  #apply(): void {
    const root = this.#root;
    root.dataset['theme'] = this.shown;
    root.ownerDocument.querySelector('meta[name="theme-color"]')?.setAttribute('content', BAR[this.shown]);
  }
}
