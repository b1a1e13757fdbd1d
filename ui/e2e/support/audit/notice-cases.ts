/** How each notice of the live view comes and goes. The page gets messages of states that are hard to cause. */
import type { CameraState, ControlState, Job, Present } from '@eyepiece/shared-types';
import type { Page } from 'playwright-core';
import type { HubMessages } from './hub-messages.ts';

/** A page and what stands between it and the hub. */
export interface Stage {
  readonly page: Page;
  readonly hub: HubMessages;
  readonly camera: CameraState;
  readonly control: ControlState;
}

interface Case {
  readonly name: string;
  /** The components whose notice it shows. */
  readonly shows: readonly string[];
  readonly come: (stage: Stage) => unknown;
  /** On the page while the notice is there. */
  readonly there: string;
  /** It is in the panel, which a phone shows on demand. */
  readonly inPanel?: true;
  readonly go?: (stage: Stage) => unknown;
}

export const change = ({ camera, hub }: Stage, to: Partial<CameraState>): void => {
  hub.send('camera:state', { ...camera, status: 'live', jobs: [], ...to });
};
export const normal = (stage: Stage): void => change(stage, {});
export const ofControl = ({ control, hub }: Stage, to: Partial<ControlState>): void => hub.send('control:state', { ...control, ...to });
export const nowUs = (): number => Date.now() * 1000;
const press = (key: string) => ({ come: ({ page }: Stage) => page.keyboard.press(key), go: ({ page }: Stage) => page.keyboard.press(key) });
export const other = { userId: '00000000-0000-4000-8000-000000000001', name: 'Bartholomew Featherstonehaugh-Cholmondeley' };
export const holder = (over: object = {}) => ({ ...other, sinceUs: nowUs(), connected: true, ...over });
export const LONG = 'The sensor is hotter than the maker allows, and pictures have more noise than they should have at this exposure.';

/** The camera exposes for captures only, and its state names who has stopped the live picture. */
export const stopped = (stage: Stage, { userId, name }: { userId: string; name: string } = other): void =>
  change(stage, { status: 'idle', stopped: { by: { id: userId, name }, atUs: nowUs() } });

export async function me(page: Page): Promise<{ userId: string; name: string }> {
  const user = await page.evaluate(async () => (await (await fetch('/api/v1/auth/me')).json()) as { id: string; name: string });
  return { userId: user.id, name: user.name };
}

export function saturated({ hub, camera }: Stage, share: number): void {
  const figures = { bins: Array.from({ length: 256 }, () => 1), min: 0, max: 255, mean: 128, deviation: 30, black: 0 };
  hub.send('camera:analysis', camera.id, {
    seq: 1,
    capturedAtUs: nowUs(),
    bitDepth: 8,
    histogram: [{ name: 'L', ...figures, saturated: share }],
  });
}

export function guests(cameraId: string, count: number): Present[] {
  const one = { role: 'viewer', view: 'live', cameraIds: [cameraId], tabs: 1, guest: true, color: 1 } as const;
  return Array.from({ length: count }, (_, at) => ({ ...one, userId: other.userId.replace(/1$/, String(at)), name: `Guest ${at}` }));
}

export function job(cameraId: string): Job {
  const clip = { kind: 'timelapse', count: 60, everyMs: 1000 } as const;
  const times = { total: 60, done: 12, missed: 0, bytes: 1, startedAtUs: nowUs() };
  return { id: '00000000-0000-4000-8000-000000000002', cameraId, job: clip, state: 'running', ...times };
}

export const CASES: readonly Case[] = [
  {
    name: 'the camera is disconnected',
    shows: ['components/stream/status/FaultBanner.svelte'],
    come: (stage) =>
      change(stage, {
        status: 'disconnected',
        fault: { code: 'camera_disconnected', message: LONG },
        retry: { attempt: 3, nextAtUs: nowUs() + 9e6 },
      }),
    there: '[data-testid=fault-banner]',
    go: normal,
  },
  {
    name: 'the camera service is down',
    shows: [],
    come: (stage) => change(stage, { status: 'offline' }),
    there: '[data-testid=fault-banner]',
    go: normal,
  },
  {
    name: 'the live picture is stopped',
    shows: ['components/stream/status/StoppedBanner.svelte'],
    come: (stage) => stopped(stage),
    there: '[data-testid=stopped-banner]',
    go: normal,
  },
  {
    name: 'a warning of the camera',
    shows: ['components/stream/status/WarningBar.svelte'],
    come: (stage) => change(stage, { fault: { code: 'camera_disconnected', message: LONG } }),
    there: '[data-testid=camera-warning]',
    go: normal,
  },
  {
    name: 'captures were refused, and others wait',
    shows: ['components/captures/live/RefusedCaptures.svelte'],
    come: (stage) => change(stage, { spooled: 1234, refused: { count: 12, reason: LONG } }),
    there: 'footer button:has-text("refused")',
    go: normal,
  },
  {
    name: 'a second camera service has the same id',
    shows: [],
    come: (stage) => change(stage, { duplicateAtUs: nowUs(), duplicateFrom: '10.0.0.7' }),
    inPanel: true,
    there: '[data-testid=duplicate-service]',
    go: normal,
  },
  {
    name: 'the picture is saturated',
    shows: ['components/picture/analysis/HistogramPanel.svelte'],
    come: (stage) => saturated(stage, 0.4),
    inPanel: true,
    there: '[data-testid=saturation-warning]',
    go: (stage) => saturated(stage, 0),
  },
  {
    name: 'the exposure limits the rate',
    shows: [],
    come: (stage) => change(stage, { settings: { ...stage.camera.settings, exposure: 1999 } }),
    inPanel: true,
    there: 'text=limits the rate to',
    go: normal,
  },
  {
    name: 'a job runs',
    shows: ['components/control/jobs/JobStrip.svelte', 'components/control/jobs/JobResult.svelte'],
    come: (stage) => change(stage, { jobs: [job(stage.camera.id)] }),
    there: '[data-testid=job-strip]',
    go: (stage) => change(stage, { jobs: [{ ...job(stage.camera.id), state: 'cancelled', endedAtUs: nowUs() }] }),
  },
  {
    name: 'the database is away',
    shows: ['components/shell/HealthChip.svelte'],
    come: ({ hub }) => hub.send('hub:health', { database: 'unavailable', full: null }),
    there: '[data-testid=health]',
    go: ({ hub }) => hub.send('hub:health', { database: 'ok', full: null }),
  },
  {
    name: 'someone else controls, requests and is not connected',
    shows: [
      'components/control/corrections/CorrectionsSection.svelte',
      'components/control/device/DeviceSection.svelte',
      'components/control/settings/ControlPanel.svelte',
    ],
    come: (stage) => {
      ofControl(stage, { holder: holder(), request: { ...other, name: 'Ana', userId: stage.camera.id, askedAtUs: nowUs() } });
      ofControl(stage, { holder: holder({ connected: false, freeAtUs: nowUs() + 9e6 }) });
    },
    inPanel: true,
    there: '[data-testid=settings-blocked]',
    go: (stage) => ofControl(stage, { holder: null }),
  },
  {
    name: 'my control is requested',
    shows: [],
    come: async (stage) =>
      ofControl(stage, {
        holder: holder(await me(stage.page)),
        request: { ...other, askedAtUs: nowUs(), grantedAtUs: nowUs() + 15e6 },
      }),
    there: '[data-testid=control-request]',
    go: (stage) => ofControl(stage, { holder: null }),
  },
  {
    name: 'my control ends because of inactivity',
    shows: [],
    come: async (stage) => ofControl(stage, { holder: holder({ ...(await me(stage.page)), freeAtUs: nowUs() + 30e6 }) }),
    there: '[data-testid=control-idle]',
    go: (stage) => ofControl(stage, { holder: null }),
  },
  {
    name: 'people come',
    shows: [],
    come: ({ hub, camera }) => hub.send('presence', guests(camera.id, 6)),
    there: '.avatar-ring.more',
    go: ({ hub, camera }) => hub.send('presence', guests(camera.id, 1)),
  },
  { name: 'the picture is frozen', shows: ['components/stream/LiveChips.svelte'], ...press(' '), there: 'text=Space resumes' },
  { name: 'my pointer is shared', shows: [], ...press('p'), there: 'text=Pointer shared with others' },
  {
    name: 'over-exposed pixels are marked',
    shows: ['components/stream/status/chips/OverExposureChip.svelte'],
    ...press('o'),
    there: '[data-testid=over-exposure]',
  },
  {
    name: 'a wrong value',
    shows: ['components/control/settings/SettingRow.svelte'],
    come: async ({ page }) => {
      await page.getByTestId('control-gain').fill('9999');
      await page.keyboard.press('Enter');
    },
    inPanel: true,
    there: '[role=alert]:has-text("Gain 9999")',
    go: ({ page }) => page.keyboard.press('Escape'),
  },
  {
    name: 'an error and a notice',
    shows: ['components/shared/notices/ErrorToast.svelte'],
    come: async (stage) => {
      change(stage, { status: 'offline' });
      await stage.page.locator('[data-testid=capture]:disabled').waitFor();
      await stage.page.keyboard.press('c');
    },
    there: '[data-sonner-toast] [role=alert]',
    go: normal,
  },
  {
    name: 'a new version',
    shows: ['components/shell/UpdateBar.svelte'],
    come: async ({ hub, page }) => {
      await page.route('**/version.json', (route) => route.fulfill({ json: { version: 'another' } }));
      const user = await page.evaluate(async () => (await (await fetch('/api/v1/auth/me')).json()) as object);
      hub.send('welcome', { user, hubVersion: '9', uiVersion: 'another', hubTimeUs: nowUs() });
    },
    there: 'text=A new version of Eyepiece is ready.',
  },
];

/** Notices that other tests show, because a case of their own needs more than a message. */
export const SHOWN_BY_OTHERS: Readonly<Record<string, string>> = {
  'components/stream/status/chips/TriggerChip.svelte': 'in the corner of the picture with the other chips; live/instrument.test.ts',
  'components/stream/status/chips/FlowChip.svelte': 'the last chip in that corner; live/stream/narrow-link.test.ts',
  'components/control/choice/CameraChoice.svelte': 'in rows that the user opens, and at the first run; people/first-run.test.ts',
  'components/stream/status/FailingServices.svelte': 'over the picture while it is not live; not shown with a running service',
  'components/control/corrections/ReferenceRow.svelte': 'in lines that are always there; live/instrument.test.ts',
  'components/control/device/MemoryRow.svelte': 'over the next row, as every setting; live/instrument.test.ts',
  'components/control/device/SettingsFileRow.svelte': 'over the next row, as every setting; live/instrument.test.ts',
  'components/sessions/log/NoteComposer.svelte': 'below its field, at the end of the panel; people/sessions.test.ts',
  'components/control/pool/ShotResult.svelte': 'over the wall, below its bar; live/many-cameras.test.ts',
  'components/picture/analysis/LabPanel.svelte': 'in a panel with a line of its own; live/instrument.test.ts',
  'components/picture/display/DisplayChip.svelte': 'in the corner of the picture with the other chips; display/engines.test.ts',
  'components/picture/rewind/RewindBar.svelte': 'in a bar that the user opens over the picture; live/stream/rewind.test.ts',
  'components/stream/status/chips/SampleChip.svelte': 'in the corner of the picture with the other chips; live/stream/samples.test.ts',
};
