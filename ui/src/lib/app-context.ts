import { createContext } from 'svelte';
import type { Library } from './captures/library.svelte.ts';
import type { RecentCaptures } from './captures/recent-captures.svelte.ts';
import type { Snapper } from './captures/snapper.svelte.ts';
import type { Trash } from './captures/trash.ts';
import type { Cameras } from './control/cameras.svelte.ts';
import type { Presets } from './control/presets.svelte.ts';
import type { HubClient } from './hub/hub-client.ts';
import type { Router } from './navigation/router.svelte.ts';
import type { Announcer } from './session/announcer.svelte.ts';
import type { HubConnection } from './session/connection.svelte.ts';
import type { People } from './session/people.svelte.ts';
import type { Presence } from './session/presence.svelte.ts';
import type { Session } from './session/session.svelte.ts';
import type { TickingClock } from './session/ticking-clock.svelte.ts';
import type { LiveStream } from './stream/live-stream.svelte.ts';

/** Everything that lives as long as the page; made in main.ts. */
export interface AppContext {
  readonly hub: HubClient;
  readonly clock: TickingClock;
  readonly router: Router;
  readonly session: Session;
  readonly connection: HubConnection;
  readonly presence: Presence;
  readonly people: People;
  readonly announcer: Announcer;
  readonly cameras: Cameras;
  readonly presets: Presets;
  readonly stream: LiveStream;
  readonly snapper: Snapper;
  readonly recent: RecentCaptures;
  readonly library: Library;
  readonly trash: Trash;
}

export const [useApp, provideApp] = createContext<AppContext>();
