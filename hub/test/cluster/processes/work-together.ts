import type { FrontDoor } from '@eyepiece/harness/eyepiece/cluster/front-door';
import type { CameraSettings } from '@eyepiece/shared-types';
import { expect } from 'vitest';
import { SOON, type Witness } from './witness.ts';

interface Together {
  readonly cameraId: string;
  /** Of the camera service. */
  readonly front: FrontDoor;
  /** Of the home of the camera. */
  readonly fence: () => Promise<number>;
  readonly hubs: readonly { readonly url: string }[];
  /** One at each hub. */
  readonly witnesses: readonly Witness[];
}

/** Each hub is the home of the camera once, and all pass orders, frames and events to each other. */
export async function expectToWorkTogether({ cameraId, front, fence, hubs, witnesses }: Together): Promise<void> {
  let exposure = 20;
  for (const [home] of hubs.entries()) {
    const before = await fence();
    front.prefer(home);
    front.cut();
    await expect.poll(fence, SOON).toBeGreaterThan(before);
    for (const witness of witnesses) await witness.untilLive();
    for (const witness of witnesses) {
      exposure += 1;
      await expect.poll(() => witness.expose(cameraId, exposure), SOON).toBe(200);
      for (const { url } of hubs) {
        const settings = (): Promise<CameraSettings> => witness.ask('GET', `/cameras/${cameraId}/settings`, undefined, url);
        await expect.poll(settings, SOON).toMatchObject({ exposure });
      }
      const control = witness.socket.timeout(SOON.timeout).emitWithAck('control:request', { cameraId });
      expect(await control).toMatchObject({ ok: true });
      for (const one of witnesses) await expect.poll(() => one.control?.holder, SOON).not.toBeNull();
      const id = await captureAt(witness, cameraId);
      for (const one of witnesses) await expect.poll(() => one.created, SOON).toContain(id);
    }
  }
  front.prefer(undefined);
}

/** The camera may be busy with another capture. */
async function captureAt(witness: Witness, cameraId: string): Promise<string> {
  const ids: string[] = [];
  const attempt = async (): Promise<string[]> => {
    const response = await witness.call('POST', `/cameras/${cameraId}/captures`, {});
    const answer = (await response.json()) as { capture?: { id: string } };
    if (response.ok && answer.capture) ids.push(answer.capture.id);
    return ids;
  };
  await expect.poll(attempt, SOON).not.toEqual([]);
  return ids[0] ?? '';
}
