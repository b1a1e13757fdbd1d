/** H.264 on a page in a secure context: what it shows, and what stays exact. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraState, ViewerReport } from '@eyepiece/shared-types';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { SOON, useBrowser, type OpenPage } from '../../support/browser.ts';
import { LivePage } from '../../support/live-page.ts';
import { ADMIN, BRISK } from '../../support/system.ts';
import { useSystem } from '../../support/use-system.ts';
import { VideoPage } from '../../support/video-page.ts';
import { visit } from '../../support/visit.ts';

/** H.264 in 4:2:0 has even sides only. */
const ODD = { width: 641, height: 479 };
/** Colours in which the matrices of BT.601 and BT.709 differ, and limited from full range. */
const PAINTS = [
  { r: 200, g: 40, b: 50 },
  { r: 30, g: 170, b: 60 },
  { r: 50, g: 70, b: 200 },
  { r: 235, g: 235, b: 235 },
] as const;
/** Of 255. Both pictures are compressed. */
const NEARLY = 8;

const browsers = useBrowser();
const system = useSystem({ camera: { SIMULATOR_FPS: BRISK, CAMERA_VIDEO: 'on' } });

beforeAll(async () => {
  const folder = join(system.folder, 'pictures');
  await mkdir(folder);
  const quarter = { width: 320, height: 240, channels: 3 } as const;
  const layers = PAINTS.map((background, index) => ({
    input: { create: { ...quarter, width: quarter.width + (index % 2), background } },
    left: (index % 2) * quarter.width,
    top: index < 2 ? 0 : ODD.height - quarter.height,
  }));
  for (const file of ['a.png', 'b.png'])
    await sharp({ create: { ...ODD, channels: 3, background: 'black' } })
      .composite(layers)
      .toFile(join(folder, file));
  const replay = { CAMERA_NAME: 'Slide box', CAMERA_DRIVER: 'replay', REPLAY_SOURCE: folder, REPLAY_FPS: '3', CAMERA_VIDEO: 'on' };
  await system.startCamera('slides', replay);
});

interface Watching extends OpenPage {
  readonly live: LivePage;
  readonly video: VideoPage;
}

async function watch(cameraId: string, preference: Parameters<VideoPage['prefer']>[0]): Promise<Watching> {
  const open = await visit(browsers, system, ADMIN, `/live/${cameraId}`);
  const [live, video] = [new LivePage(open.page), new VideoPage(open.page)];
  await live.untilLive(true);
  await video.recordDecoders();
  await video.prefer(preference);
  await video.untilShown(preference === 'Economical (video)' ? 'video' : 'exact');
  await live.expectAdvancing();
  return { ...open, live, video };
}

/** A picture of the full size. The first frames of a page may be smaller, and those of a busy machine. */
async function fullSize(live: LivePage): Promise<Buffer> {
  let picture = await live.whole();
  const size = async (): Promise<unknown> => sharp((picture = await live.whole())).metadata();
  await expect.poll(size, SOON).toMatchObject(ODD);
  return picture;
}

/** Mean colours of the middle of each quarter, and of the last column and row. */
async function colors(picture: Buffer): Promise<number[]> {
  const { width, height } = ODD;
  const middle = { width: 100, height: 100 };
  const parts = [
    { left: 100, top: 80, ...middle },
    { left: 460, top: 80, ...middle },
    { left: 100, top: 310, ...middle },
    { left: 460, top: 310, ...middle },
    { left: width - 1, top: 50, width: 1, height: 100 },
    { left: 50, top: height - 1, width: 100, height: 1 },
  ];
  const means = await Promise.all(
    parts.map(async (part) => {
      const { channels } = await sharp(await sharp(picture).extract(part).toBuffer()).stats();
      return channels.slice(0, 3).map(({ mean }) => mean);
    }),
  );
  return means.flat();
}

async function metric(pattern: RegExp): Promise<number> {
  const headers = { authorization: `Bearer ${await system.tokenOf(ADMIN)}` };
  const text = await (await fetch(`${system.url}/metrics`, { headers })).text();
  return [...text.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** What each viewer of a camera gets. */
async function renditions(cameraId: string): Promise<string[]> {
  const { viewers } = await system.api<{ viewers: ViewerReport[] }>('GET', '/viewers');
  return viewers.filter((viewer) => viewer.cameraId === cameraId).map(({ rendition }) => rendition);
}

const isTier = (rendition: string): boolean => ['sharp', 'lean', 'thin'].includes(rendition);

it('shows the size and the colours of the JPEG, with odd sides', async () => {
  const exact = await watch('slides', 'Exact (JPEG)');
  const { page, live, video, pageErrors } = await watch('slides', 'Economical (video)');
  await expect.poll(() => page.getByTestId('picture-menu').textContent(), SOON).toMatch(/^H\.264 \d.* · economical$/);
  const { returned } = await video.decoders();
  await expect.poll(async () => (await video.decoders()).returned, SOON).toBeGreaterThan(returned + 3);
  expect(await video.decoders()).toMatchObject({ state: 'configured', codec: expect.stringMatching(/^avc1\./) as string });
  const wanted = await colors(await fullSize(exact.live));
  const painted = PAINTS.flatMap(({ r, g, b }) => [r, g, b]);
  const shown = await colors(await fullSize(live));
  for (const [index, value] of shown.entries()) expect(Math.abs(value - wanted[index]!), `value ${index}`).toBeLessThan(NEARLY);
  for (const [index, value] of painted.entries()) expect(Math.abs(value - shown[index]!), `value ${index}`).toBeLessThan(NEARLY);
  expect([...pageErrors, ...exact.pageErrors]).toEqual([]);
});

it('shows each picture of a triggered camera at once, like the JPEG with the same number', async () => {
  const [exact, economical] = [await watch('bench-3', 'Exact (JPEG)'), await watch('bench-3', 'Economical (video)')];
  const { exposure: usual } = (await system.api<CameraState>('GET', '/cameras/bench-3')).settings;
  await system.api('PUT', '/cameras/bench-3/settings', { trigger: 'software' });
  await exact.page.getByTestId('waits-for-trigger').waitFor();
  const levels: number[] = [];
  for (const exposure of [4, 12, 4, 12]) {
    await system.api('PUT', '/cameras/bench-3/settings', { exposure });
    await shoot([exact.live, economical.live], economical.video);
    const [jpeg, picture] = await Promise.all([small(await exact.live.whole()), small(await economical.live.whole())]);
    expect(meanDifference(jpeg, picture)).toBeLessThan(NEARLY);
    levels.push(picture.reduce((sum, value) => sum + value, 0) / picture.length);
    // A decoder that holds pictures back would return this one with the next.
    await expect.poll(async () => difference(await economical.video.decoders()), SOON).toBe(0);
  }
  expect(levels[1]! / levels[0]!).toBeGreaterThan(1.3);
  expect(levels[3]! / levels[2]!).toBeGreaterThan(1.3);
  await system.api('PUT', '/cameras/bench-3/settings', { trigger: 'free', exposure: usual });
  await economical.live.expectAdvancing();
});

const difference = ({ given, returned }: { given: number; returned: number }): number => given - returned;

/** Triggers pictures until all pages show the last one, as video. */
async function shoot(pages: readonly LivePage[], video: VideoPage): Promise<void> {
  const attempt = async (): Promise<boolean> => {
    const before = await pages[0]!.seq();
    await system.api('POST', '/cameras/bench-3/fire');
    await expect.poll(() => pages[0]!.seq(), SOON).not.toBe(before);
    const wanted = await pages[0]!.seq();
    await expect.poll(async () => Promise.all(pages.map((page) => page.seq())), SOON).toEqual(pages.map(() => wanted));
    return (await video.shown()) === 'video';
  };
  await expect.poll(attempt, SOON).toBe(true);
}

async function small(picture: Buffer): Promise<number[]> {
  return [...(await sharp(picture).greyscale().resize(64, 51, { fit: 'fill' }).raw().toBuffer())];
}

function meanDifference(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + Math.abs(value - right[index]!), 0) / left.length;
}

it('freezes, reads pixels and measures in an exact JPEG, and says so', async () => {
  const { page, video, live, pageErrors } = await watch('bench-3', 'Economical (video)');
  await page.keyboard.press('Space');
  await page.getByText('Frozen · exact picture · Space resumes').waitFor();
  expect(await video.shown()).toBe('exact');
  await page.keyboard.press('Space');
  await video.untilShown('video');

  const box = (await live.viewport.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByText(/^x \d+ y \d+ +· .*\d+ +· exact picture$/).waitFor();
  expect(await video.shown()).toBe('video');

  await page.keyboard.press('m');
  await video.untilShown('exact');
  await expect.poll(() => page.getByTestId('picture-menu').textContent(), SOON).toMatch(/^JPEG .*exact for the tool$/);
  await live.expectAdvancing();
  await page.keyboard.press('Escape');
  await video.untilShown('video');
  await live.expectAdvancing();
  expect(pageErrors).toEqual([]);
});

it('shows video of two cameras in turn and in two tabs, and ends with the last viewer', async () => {
  const exact = await watch('bench-3', 'Exact (JPEG)');
  const [one, other] = [await watch('bench-3', 'Economical (video)'), await watch('bench-3', 'Economical (video)')];
  await expect.poll(async () => (await renditions('bench-3')).filter(isTier).length, SOON).toBe(2);
  const picker = one.page.getByRole('button', { name: /Bench 3|Slide box/ });
  for (const [name, kind] of [
    ['Slide box', 'exact'],
    ['Bench 3', 'video'],
  ] as const) {
    await picker.click();
    await one.page.getByRole('menuitem', { name: new RegExp(name) }).click();
    await one.video.untilShown(kind);
    await one.live.expectAdvancing();
  }
  expect((await one.video.decoders()).open).toBeLessThan(3);
  expect(one.pageErrors).toEqual([]);

  await one.context.close();
  await expect.poll(async () => (await renditions('bench-3')).filter(isTier).length, SOON).toBe(1);
  await other.live.expectAdvancing();
  expect(await other.video.shown()).toBe('video');
  await other.context.close();
  await expect.poll(() => renditions('bench-3'), SOON).toEqual(['full']);
  // The encoder stops soon: from then on no video frame arrives while JPEG frames do.
  const received = (): Promise<number> => metric(/^eyepiece_video_frames_received_total\{camera="bench-3".*\} (\d+)$/gm);
  const stopped = async (): Promise<boolean> => {
    const before = await received();
    await exact.live.expectAdvancing();
    return (await received()) === before;
  };
  expect(await received()).toBeGreaterThan(0);
  await expect.poll(stopped, SOON).toBe(true);
});
