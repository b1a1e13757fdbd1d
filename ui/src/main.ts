import './lib/hub/zod-without-eval.ts';
import '@fontsource-variable/inter/index.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { notifyError, notifyUndo } from './components/shared/notices.ts';
import type { AppContext } from './lib/app-context.ts';
import { Library } from './lib/captures/library.svelte.ts';
import { RecentCaptures } from './lib/captures/recent-captures.svelte.ts';
import { Snapper } from './lib/captures/snapper.svelte.ts';
import { Trash } from './lib/captures/trash.ts';
import { Cameras } from './lib/control/cameras.svelte.ts';
import { Presets } from './lib/control/presets.svelte.ts';
import { newClientId } from './lib/hub/client-id.ts';
import type { HubClient } from './lib/hub/hub-client.ts';
import { SocketHub } from './lib/hub/socket-hub.ts';
import { Router } from './lib/navigation/router.svelte.ts';
import { Announcer } from './lib/session/announcer.svelte.ts';
import { HubConnection } from './lib/session/connection.svelte.ts';
import { People } from './lib/session/people.svelte.ts';
import { Presence } from './lib/session/presence.svelte.ts';
import { Session } from './lib/session/session.svelte.ts';
import { TickingClock } from './lib/session/ticking-clock.svelte.ts';
import { LiveStream } from './lib/stream/live-stream.svelte.ts';

function compose(hub: HubClient): AppContext {
  const clock = new TickingClock();
  const session = new Session(hub);
  const connection = new HubConnection(hub, clock);
  const cameras = new Cameras(hub);
  const stream = new LiveStream({ hub, cameras, connection, session, clock });
  const library = new Library(hub, session);
  return {
    hub,
    clock,
    session,
    connection,
    cameras,
    stream,
    library,
    router: new Router(),
    announcer: new Announcer(),
    presence: new Presence(hub),
    people: new People(hub, session),
    presets: new Presets(hub, cameras, session),
    snapper: new Snapper({ hub, cameras, session, stream }),
    recent: new RecentCaptures(hub, session),
    trash: new Trash(hub, library, session, { undo: notifyUndo, error: notifyError }),
  };
}

async function makeHub(): Promise<HubClient> {
  if (!import.meta.env.VITE_FAKE_HUB) return new SocketHub(location.origin, newClientId());
  const { FakeHub } = await import('./lib/hub/fake/fake-hub.ts');
  return new FakeHub();
}

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
const app = compose(await makeHub());
mount(App, { target, props: { app } });
void app.session.start();
