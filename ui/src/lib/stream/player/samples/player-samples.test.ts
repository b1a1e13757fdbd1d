import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeSampleFrame, type SampleFields } from '@eyepiece/shared-types/wire/frame';
import { beforeEach, expect, it, vi } from 'vitest';
import { settled, useFakeBrowser, videoRig } from '../video-rig.ts';

interface Vector {
  width: number;
  height: number;
  samples: SampleFields;
  deflated: string;
}

const [, , , vector] = JSON.parse(
  readFileSync(new URL('../../../../../../shared-types/vectors/samples.json', import.meta.url), 'utf8'),
) as Vector[];

const [TURNS_MAX, TURN_MS] = [2000, 5];
const pictures = useFakeBrowser();

beforeEach(() => {
  vi.stubGlobal(
    'ImageData',
    class {
      readonly data: Uint8ClampedArray;
      constructor(width: number, height: number) {
        this.data = new Uint8ClampedArray(width * height * 4);
      }
    },
  );
});

async function rig() {
  const made = await videoRig();
  const { posted } = made;
  const samples = async (seq: number, deflated = Buffer.from(vector!.deflated, 'hex')) => {
    const { width, height, samples: fields } = vector!;
    made.frame('a', encodeSampleFrame({ seq, flags: 0, capturedAtUs: 0, width, height, exposureMs: 8, gainDb: 0 }, fields, deflated));
    // Inflating takes real time, in threads of the browser.
    for (let turn = 0; turn < TURNS_MAX && made.acks.at(-1) !== seq; turn += 1) await delay(TURN_MS);
  };
  const windows = () => posted.flatMap((message) => (message.type === 'window' ? [message.window] : []));
  return { ...made, samples, windows };
}

it('asks for samples in place of video, and for pictures again', async () => {
  const { player, asked } = await rig();
  player.handle({ type: 'prefer', prefer: 'samples' });
  player.handle({ type: 'prefer', prefer: 'exact' });
  await settled();
  expect(asked.slice(-2)).toEqual([{ samples: true }, { video: ['h264'], prefer: 'exact' }]);
  player.dispose();
});

it('asks for JPEGs where the browser cannot inflate', async () => {
  vi.stubGlobal('DecompressionStream', undefined);
  const { player, asked } = await rig();
  player.handle({ type: 'prefer', prefer: 'samples' });
  await settled();
  expect(asked.at(-1)).toEqual({});
  player.dispose();
});

it('shows samples, acknowledges them, and reads their values', async () => {
  const { player, samples, acks, kinds, posted, windows, jpeg } = await rig();
  await jpeg(1);
  await samples(2);
  expect([acks, kinds(), pictures.drawn.length]).toEqual([[1, 2], ['exact', 'samples'], 2]);
  expect(windows()).toHaveLength(1);
  player.handle({ type: 'probe', at: { u: 0.3, v: 0.1 } });
  expect(posted.findLast((message) => message.type === 'pixel')).toMatchObject({
    pixel: { green: 65_535, bits: 16, only: 'grey' },
    from: 'picture',
  });
  expect(pictures.pixelsReadFrom).toEqual([]);
  player.dispose();
});

it('follows the window without another frame, also while frozen, and frees the pictures', async () => {
  const { player, samples, windows } = await rig();
  await samples(1);
  player.handle({ type: 'freeze', frozen: true });
  for (const white of [0.5, 0.6, 0.7]) player.handle({ type: 'window', window: { black: 0.1, white, gamma: 1 } });
  await settled();
  expect(windows().at(-1)).toEqual({ black: 0.1, white: 0.7, gamma: 1 });
  expect(pictures.drawn.length).toBeLessThanOrEqual(4);
  expect(pictures.openBitmaps).toBe(1);
  player.dispose();
  expect(pictures.openBitmaps).toBe(0);
});

it('acknowledges samples that it cannot inflate, and shows the next ones', async () => {
  const { player, samples, acks, kinds } = await rig();
  await samples(1, Buffer.alloc(20, 255));
  expect([acks, kinds()]).toEqual([[1], []]);
  await samples(2);
  expect([acks.at(-1), kinds()]).toEqual([2, ['samples']]);
  player.dispose();
});
