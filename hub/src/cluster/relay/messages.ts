/** Messages of a connection that carries frames between hubs. It carries one kind of frames of one camera. */
import { VIDEO_TIERS, videoOfferSchema } from '@eyepiece/shared-types';
import { z } from 'zod';

/** The JPEGs of a camera, a tier of its video, or its samples. */
export const relayWatchSchema = z.object({
  cameraId: z.string().min(1).max(64),
  tier: z.enum(VIDEO_TIERS).optional(),
  samples: z.boolean().optional(),
  maxWidth: z.int().min(1).max(65_535).optional(),
  maxFps: z.number().positive().max(1000).optional(),
});
export type RelayWatch = z.infer<typeof relayWatchSchema>;

/** What an edge needs to know of a camera besides its frames. */
export const relaySourceSchema = z.object({
  /** The camera's clock minus the home's, µs. */
  clockOffsetUs: z.number(),
  video: videoOfferSchema.optional(),
});
export type RelaySource = z.infer<typeof relaySourceSchema>;

export const relayFlowSchema = z.object({ ackEvery: z.int().min(1).max(1000) });
