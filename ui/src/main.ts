import '@eyepiece/client/zod-without-eval';
import './styles/tokens.css';
import './styles/base.css';
import './styles/surfaces.css';
import './styles/controls.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { notifyError, notifyFault, notifyNews, notifyUndo } from './components/shared/notices/notices.ts';
import { AnalysisFeed } from './lib/picture/analysis/analysis-feed.svelte.ts';
import { ActionRegistry } from './lib/shell/actions/action-registry.svelte.ts';
import type { AppContext } from './lib/shell/app-context.ts';
import { CaptureEdits } from './lib/captures/capture-edits.ts';
import { FacetList } from './lib/captures/filter/facet-list.svelte.ts';
import { Library } from './lib/captures/grid/library.svelte.ts';
import { RecentCaptures } from './lib/captures/live/recent-captures.svelte.ts';
import { Snapper } from './lib/captures/live/snapper.svelte.ts';
import { Cameras } from './lib/control/cameras.svelte.ts';
import { Lease } from './lib/control/lease/lease.svelte.ts';
import { Pool } from './lib/control/pool/pool.svelte.ts';
import { Presets } from './lib/control/settings/presets.svelte.ts';
import type { HubClient } from './lib/hub/clients/hub-client.ts';
import { SocketHub } from './lib/hub/socket/socket-hub.ts';
import { JobPlanner } from './lib/control/jobs/job-planner.svelte.ts';
import { Jobs } from './lib/control/jobs/jobs.svelte.ts';
import { Objectives } from './lib/picture/optics/objectives.svelte.ts';
import { hubAddress } from './lib/browser/base-path.ts';
import { Router } from './lib/shell/navigation/router.svelte.ts';
import { Announcer } from './lib/shell/announcer.svelte.ts';
import { HubConnection } from './lib/hub/hub-connection.svelte.ts';
import { People } from './lib/people/people.svelte.ts';
import { Presence } from './lib/people/presence.svelte.ts';
import { Session } from './lib/people/session.svelte.ts';
import { registerServiceWorker } from './lib/browser/service-worker.ts';
import { Theme } from './lib/browser/theme.svelte.ts';
import { TickingClock } from './lib/browser/ticking-clock.svelte.ts';
import { CaptureSessions } from './lib/sessions/capture-sessions.svelte.ts';
import { expectedCamera } from './lib/stream/expected-camera.ts';
import { LiveStream } from './lib/stream/live-stream.svelte.ts';
import type { EarlyPlayer } from './lib/stream/player/early-player.ts';
import { preloadView } from './views/views.ts';

function compose(hub: HubClient, player: EarlyPlayer): AppContext {
  const clock = new TickingClock();
  const session = new Session(hub);
  const connection = new HubConnection(hub, clock);
  const cameras = new Cameras(hub);
  const router = new Router();
  const expected = (): string | null => expectedCamera(router.route);
  const stream = new LiveStream({ hub, cameras, connection, session, clock, player, expected });
  const library = new Library(hub, session);
  const announcer = new Announcer();
  const announce = (text: string): void => announcer.say(text);
  const tabs = new BroadcastChannel('eyepiece-control');
  const lease = new Lease({ hub, cameras, session, connection, clock, notify: notifyNews, announce, failed: notifyError, tabs });
  const jobs = new Jobs({ hub, cameras, session, connection, lease });
  const snapper = new Snapper({ hub, cameras, session, stream, jobs });
  return {
    hub,
    clock,
    session,
    connection,
    cameras,
    lease,
    stream,
    analysis: new AnalysisFeed(hub),
    objectives: new Objectives(hub, session),
    library,
    jobs,
    snapper,
    planner: new JobPlanner({ hub, cameras, session, snapper, jobs }),
    router,
    actions: new ActionRegistry(notifyFault),
    announcer,
    theme: new Theme(),
    presence: new Presence(hub),
    people: new People(hub, session),
    presets: new Presets({ hub, cameras, session }),
    pool: new Pool({ hub, cameras, session, lease }),
    sessions: new CaptureSessions(hub, cameras, session),
    recent: new RecentCaptures(hub, session),
    edits: new CaptureEdits({ hub, library, session, notices: { undo: notifyUndo, error: notifyError } }),
    facets: new FacetList(hub, session),
  };
}

async function makeHub(clientId: string): Promise<HubClient> {
  if (!import.meta.env.VITE_FAKE_HUB) return new SocketHub(hubAddress(), clientId);
  const { FakeHub } = await import('./lib/hub/fake/fake-hub.ts');
  return new FakeHub();
}

/**
 * Shows the page.
 * @param clientId random id of this tab, shared by its two connections
 */
export async function showPage(target: HTMLElement, player: EarlyPlayer, clientId: string): Promise<void> {
  const app = compose(await makeHub(clientId), player);
  preloadView(app.router.route.view);
  mount(App, { target, props: { app } });
  void app.session.start();
  registerServiceWorker();
}
