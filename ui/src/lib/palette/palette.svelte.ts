import type { Capture, CaptureSession, SettingsUpdate } from '@eyepiece/shared-types';
import type { AppContext } from '../shell/app-context.ts';
import { roleOf } from '../people/permissions.ts';
import { whyBlocked } from '../control/lease/why-blocked.ts';
import { LatestRequest } from '../hub/latest-request.svelte.ts';
import { formatNumber, withUnit } from '../text/number-text.ts';
import { captureEntries, objectiveEntries, presetEntries, sessionEntries } from './found-entries.ts';
import { matchingGroups, type EntryGroup, type PaletteEntry } from './palette-entry.ts';
import { actionEntries, cameraEntries, peopleEntries, viewEntries } from './place-entries.ts';
import { settingEntries } from './setting-entries.ts';
import { ofCamera } from '../../languages/others.ts';
import { otherLanguage, type OtherName } from './other-language.ts';

export interface PaletteNotices {
  readonly news: (text: string) => void;
  readonly error: (error: unknown) => void;
}

/** Typing settles within this time before the hub is asked, ms. */
const SEARCH_AFTER_MS = 150;
const FOUND_MAX = 8;
const RECENT_MAX = 4;

/** What the command palette lists for a query. */
export class Palette {
  query = $state('');
  /** Why the chosen entry did nothing. */
  refused = $state<string | null>(null);
  #captures = $state.raw<readonly Capture[]>([]);
  #sessions = $state.raw<readonly CaptureSession[]>([]);
  #other = $state.raw<OtherName>(() => '');
  readonly #search: LatestRequest;
  readonly #app: AppContext;
  readonly #notices: PaletteNotices;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly groups = $derived.by<readonly EntryGroup[]>(() => {
    const known = matchingGroups(
      this.query,
      this.#entries().map((entry) => this.#inBothLanguages(entry)),
    );
    const shown = known.flatMap(({ entries }) => entries.map(({ id }) => id));
    return [...known, ...this.#found(shown)];
  });
  readonly searching = $derived.by(() => this.#search.loading);

  constructor(app: AppContext, notices: PaletteNotices) {
    this.#app = app;
    this.#notices = notices;
    this.#search = new LatestRequest(app.session);
  }

  /** Loads what the page does not know yet. A list that cannot be loaded is left out. */
  async load(): Promise<void> {
    const { objectives, presets, cameras, session } = this.#app;
    const camera = cameras.selected;
    const names = otherLanguage().then((other) => void (this.#other = other));
    const ofCamera = !camera || session.user?.guest ? [] : [objectives.load(camera.id), presets.load()];
    await Promise.allSettled([names, ...ofCamera]);
  }

  /** Searches captures and sessions for the query, once typing has settled. */
  search(): void {
    clearTimeout(this.#timer);
    this.#search.abort();
    this.refused = null;
    const q = this.query.trim();
    if (q.length < 2 || this.#app.session.user?.guest) {
      [this.#captures, this.#sessions] = [[], []];
      return;
    }
    this.#timer = setTimeout(() => void this.#search.run((signal) => this.#ask(q, signal)), SEARCH_AFTER_MS);
  }

  /** @returns what to run once the palette has closed; null while it stays open */
  choose(entry: PaletteEntry): (() => unknown) | null {
    if (entry.whyNot) {
      this.refused = entry.whyNot;
      return null;
    }
    if (entry.completes !== undefined) {
      this.query = entry.completes;
      return null;
    }
    return entry.run ?? null;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#search.abort();
  }

  async #ask(q: string, signal: AbortSignal): Promise<void> {
    const { hub } = this.#app;
    const [captures, sessions] = await Promise.all([
      hub.listCaptures({ q }, { limit: FOUND_MAX }, signal),
      hub.sessions.list({ q }, { limit: FOUND_MAX }, signal),
    ]);
    if (signal.aborted) return;
    [this.#captures, this.#sessions] = [captures.captures, sessions.sessions];
  }

  #entries(): PaletteEntry[] {
    const { actions, session, router, cameras, presence, recent } = this.#app;
    const { user } = session;
    if (!user) return [];
    const go = router.go.bind(router);
    const own = [
      ...actionEntries(
        actions.offered,
        (id) => actions.whyNot(id),
        (id) => actions.run(id),
      ),
      ...viewEntries(user, go),
    ];
    if (user.guest) return own;
    const last = captureEntries(recent.list.slice(0, RECENT_MAX), go, 'newest last recent');
    return [...own, ...this.#ofCamera(), ...cameraEntries(cameras.list, go), ...peopleEntries(presence.people, go), ...last];
  }

  #inBothLanguages(entry: PaletteEntry): PaletteEntry {
    const { name, search = '' } = entry;
    return { ...entry, search: `${search} ${this.#other(name)} ${this.#other(search)}` };
  }

  #ofCamera(): PaletteEntry[] {
    const { cameras, session, connection, lease, objectives, presets } = this.#app;
    const camera = cameras.selected;
    if (!camera) return [];
    const blocked = whyBlocked(camera, { role: roleOf(session.user, camera.id), connected: connection.connected, held: lease.blocked });
    const tell = (work: Promise<unknown>): Promise<void> =>
      work.then(
        () => undefined,
        (error: unknown) => this.#notices.error(error),
      );
    return [
      ...settingEntries(this.query, { camera, blocked, other: this.#other, set: (update) => this.#set(camera.id, update) }),
      ...objectiveEntries(objectives.list, camera.objective?.id, blocked, (id) => tell(objectives.choose(camera.id, id))),
      ...presetEntries(presets.for(camera.id), blocked, (preset) => tell(presets.apply(preset, camera.id))),
    ];
  }

  /** What the hub has found already matches the query. */
  #found(shown: readonly string[]): EntryGroup[] {
    const go = this.#app.router.go.bind(this.#app.router);
    const groups = [
      {
        title: 'Captures found',
        entries: captureEntries(
          this.#captures.filter(({ id }) => !shown.includes(`capture.${id}`)),
          go,
        ),
      },
      { title: 'Sessions found', entries: sessionEntries(this.#sessions, go) },
    ];
    return groups.filter(({ entries }) => entries.length > 0);
  }

  async #set(cameraId: string, update: SettingsUpdate): Promise<void> {
    const { cameras, session } = this.#app;
    try {
      const settings = await cameras.update(cameraId, update);
      const features = cameras.list.find(({ id }) => id === cameraId)?.capabilities.features ?? {};
      for (const name of Object.keys(update) as (keyof SettingsUpdate)[]) {
        const [feature, value] = [features[name], settings[name]];
        if (feature?.kind === 'number' && typeof value === 'number')
          this.#notices.news(`${ofCamera(feature.label)}: ${withUnit(formatNumber(value, feature), feature.unit)}`);
      }
    } catch (error) {
      this.#notices.error(session.handleError(error));
    }
  }
}
