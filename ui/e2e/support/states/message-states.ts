/** States of the live view that are hard to cause: the page gets messages that say so. */
import { change, guests, holder, job, LONG, me, nowUs, ofControl, other, saturated, stopped, type Stage } from '../audit/notice-cases.ts';
import { click, closeOverlay, inTurn, type State } from './state.ts';

type MessageState = Pick<State, 'name' | 'there' | 'over' | 'close' | 'only' | 'fixed'> & {
  readonly come: (stage: Stage) => unknown;
};

const LATER_US = 3e8;

/** Everything that a live view can warn of at the same time. */
async function allWarnings(stage: Stage): Promise<void> {
  saturated(stage, 0.4);
  change(stage, {
    freeBytes: 9e8,
    diskBytes: 5e11,
    fault: { code: 'camera_disconnected', message: LONG },
    jobs: [job(stage.camera.id)],
    spooled: 1234,
    refused: { count: 12, reason: LONG },
    video: ['sharp'],
  });
  const request = { ...other, askedAtUs: nowUs(), grantedAtUs: nowUs() + LATER_US };
  ofControl(stage, { holder: holder(await me(stage.page)), request });
  stage.hub.send('presence', guests(stage.camera.id, 6));
  stage.hub.send('hub:health', { database: 'unavailable', full: null });
}

async function exposing(stage: Stage): Promise<void> {
  const { userId: id, name } = await me(stage.page);
  change(stage, { exposing: [{ captureId: other.userId, user: { id, name }, totalMs: LATER_US / 1000, endsAtUs: nowUs() + LATER_US }] });
  ofControl(stage, { holder: holder({ ...(await me(stage.page)), freeAtUs: nowUs() + LATER_US }), request: null });
}

function heldByAnother(stage: Stage): void {
  change(stage, { jobs: [{ ...job(stage.camera.id), state: 'failed', reason: LONG, endedAtUs: nowUs() }] });
  ofControl(stage, { holder: holder(), request: { ...other, name: 'Ana', userId: stage.camera.id, askedAtUs: nowUs() } });
}

async function stoppedByMe(stage: Stage): Promise<void> {
  const person = await me(stage.page);
  ofControl(stage, { holder: holder(person), request: null });
  stopped(stage, person);
}

function stoppedByAnother(stage: Stage): void {
  ofControl(stage, { holder: holder(), request: null });
  stopped(stage);
}

function twoCameras({ hub, camera }: Stage): void {
  const first = { ...camera, status: 'live', jobs: [] } as const;
  hub.send('cameras', [first, { ...first, id: 'bench-4', name: camera.name.replace('3', '4') }]);
}

const disconnected = (stage: Stage): void =>
  change(stage, {
    status: 'disconnected',
    fault: { code: 'camera_disconnected', message: LONG },
    retry: { attempt: 3, nextAtUs: nowUs() + LATER_US },
  });

const by =
  (open: (page: Stage['page']) => Promise<unknown>) =>
  ({ page }: Stage) =>
    open(page);

export const MESSAGE_STATES: readonly MessageState[] = [
  { name: 'all-warnings', come: allWarnings, there: '[data-testid=control-request]' },
  {
    name: 'refused',
    fixed: true,
    come: by(click('footer button:has(.lucide-triangle-alert)')),
    there: '.popover',
    close: closeOverlay,
    over: true,
  },
  {
    name: 'picture-menu',
    fixed: true,
    come: by(click('[data-testid=picture-menu]')),
    there: '[role=menu]',
    close: closeOverlay,
    over: true,
  },
  { name: 'held-by-another', come: heldByAnother, there: '[data-testid=job-result]' },
  {
    name: 'take-control',
    come: by(inTurn(click('button:has(.avatar-ring)'), click('.popover .take button'))),
    there: '.dialog-content form',
    close: closeOverlay,
    over: true,
  },
  { name: 'exposing', come: exposing, there: '[data-testid=cancel-capture]' },
  { name: 'stopped-by-me', come: stoppedByMe, there: '[data-testid=start-live]:enabled' },
  { name: 'stopped-by-another', come: stoppedByAnother, there: '[data-testid=start-live]:disabled' },
  { name: 'two-cameras', come: twoCameras, there: 'header .pick-trigger h1' },
  { name: 'cameras', come: by(click('header .pick-trigger:has(h1)')), there: '[role=menu]', close: closeOverlay, over: true },
  { name: 'disconnected', come: disconnected, there: '[data-testid=fault-banner]' },
];
