/** The last frames of the live stream. */
import { rewindKeySchema, rewindPageSchema, type RewindKey } from '@eyepiece/shared-types';
import { z } from 'zod';
import { HubError } from '../../../errors.ts';
import { requesterOf } from '../../../process/limits/queues/rotation.ts';
import type { ControlServices, LiveServices } from '../../../process/opening/services.ts';
import { route, tagged, type HubContext, type Route } from '../../routing/route.ts';

const listQuerySchema = z.strictObject({
  afterUs: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'Only frames after this time, camera clock; default: from the oldest' }),
});

export function rewindRoutes({ registry, rewind }: LiveServices & ControlServices): Route[] {
  return tagged('Cameras', [
    route.get('/cameras/{id}/rewind', {
      summary: 'List the last frames of the live stream that the camera service has in memory; keeps the newest half for 30 s',
      allow: 'camera:view',
      query: listQuerySchema,
      answer: rewindPageSchema,
      handle: ({ id, query, principal, ctx }) => {
        ctx.set('Cache-Control', 'no-store');
        return rewind.list(id, query.afterUs, requesterOf(principal));
      },
    }),
    route.get('/cameras/{id}/rewind/{frame}', {
      summary: 'Get one of these frames as viewers saw it: {capturedAtUs}-{seq}.jpg',
      allow: 'camera:view',
      answer: { mediaType: 'image/jpeg' },
      handle: async ({ id, principal, ctx }) => {
        const { frame = '' } = (ctx as HubContext & { params: { frame?: string } }).params;
        const { header, jpeg } = await rewind.frame(id, keyOf(frame), requesterOf(principal));
        ctx.set({
          'Cache-Control': 'no-store',
          'X-Sequence': String(header.seq),
          'X-Captured-At-Us': String(registry.get(id)?.dateUs(header.capturedAtUs) ?? header.capturedAtUs),
          'X-Exposure-Ms': String(header.exposureMs),
          'X-Gain-Db': String(header.gainDb),
        });
        ctx.type = 'image/jpeg';
        ctx.body = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
        return undefined;
      },
    }),
  ]);
}

/** @throws {HubError} not_found */
function keyOf(name: string): RewindKey {
  const [, capturedAtUs, seq] = /^(\d{1,16})-(\d{1,10})\.jpg$/.exec(name) ?? [];
  const key = rewindKeySchema.safeParse({ capturedAtUs: Number(capturedAtUs), seq: Number(seq) });
  if (!key.success) throw new HubError('not_found', 'No such frame: its name is {capturedAtUs}-{seq}.jpg');
  return key.data;
}
