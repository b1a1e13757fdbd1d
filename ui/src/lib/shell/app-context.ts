import { createContext } from 'svelte';
import type { AnalysisFeed } from '../picture/analysis/analysis-feed.svelte.ts';
import type { CaptureEdits } from '../captures/capture-edits.ts';
import type { FacetList } from '../captures/filter/facet-list.svelte.ts';
import type { Library } from '../captures/grid/library.svelte.ts';
import type { RecentCaptures } from '../captures/live/recent-captures.svelte.ts';
import type { Snapper } from '../captures/live/snapper.svelte.ts';
import type { Cameras } from '../control/cameras.svelte.ts';
import type { Lease } from '../control/lease/lease.svelte.ts';
import type { JobPlanner } from '../control/jobs/job-planner.svelte.ts';
import type { Jobs } from '../control/jobs/jobs.svelte.ts';
import type { Pool } from '../control/pool/pool.svelte.ts';
import type { Presets } from '../control/settings/presets.svelte.ts';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Objectives } from '../picture/optics/objectives.svelte.ts';
import type { Router } from './navigation/router.svelte.ts';
import type { ActionRegistry } from './actions/action-registry.svelte.ts';
import type { Announcer } from './announcer.svelte.ts';
import type { HubConnection } from '../hub/hub-connection.svelte.ts';
import type { People } from '../people/people.svelte.ts';
import type { Presence } from '../people/presence.svelte.ts';
import type { Session } from '../people/session.svelte.ts';
import type { Theme } from '../browser/theme.svelte.ts';
import type { TickingClock } from '../browser/ticking-clock.svelte.ts';
import type { CaptureSessions } from '../sessions/capture-sessions.svelte.ts';
import type { LiveStream } from '../stream/live-stream.svelte.ts';

/** Objects that live as long as the page; created in main.ts. */
export interface AppContext {
  readonly hub: HubClient;
  readonly clock: TickingClock;
  readonly router: Router;
  /** What the page can do at present. */
  readonly actions: ActionRegistry;
  readonly session: Session;
  readonly connection: HubConnection;
  readonly presence: Presence;
  readonly people: People;
  readonly announcer: Announcer;
  readonly theme: Theme;
  readonly cameras: Cameras;
  readonly lease: Lease;
  readonly presets: Presets;
  readonly pool: Pool;
  readonly stream: LiveStream;
  readonly analysis: AnalysisFeed;
  readonly objectives: Objectives;
  readonly snapper: Snapper;
  readonly jobs: Jobs;
  readonly planner: JobPlanner;
  readonly sessions: CaptureSessions;
  readonly recent: RecentCaptures;
  readonly library: Library;
  readonly edits: CaptureEdits;
  readonly facets: FacetList;
}

export const [useApp, provideApp] = createContext<AppContext>();
