/** The last frames of the live stream, which a camera service keeps in memory. */
import { z } from 'zod';
import { displayWindowSchema } from './corrections.ts';

/** Maximum frames in one page of the list. */
export const REWIND_PAGE_MAX = 2000;

const timeUs = z.int().min(0).meta({ description: 'End of the exposure, camera clock, µs' });
const seq = z.int().min(0).max(0xffff_ffff).meta({ description: 'Sequence number of the frame' });

/** One frame of the stream. Sequence numbers begin again with each start of the stream, times do not. */
export const rewindKeySchema = z
  .strictObject({
    capturedAtUs: timeUs.meta({ description: 'As in the header of the frame, camera clock, µs' }),
    seq,
  })
  .meta({ id: 'RewindKey' });
export type RewindKey = z.infer<typeof rewindKeySchema>;

const rewindFields = {
  budgetBytes: z.int().min(0).meta({ description: 'Memory for frames, bytes' }),
  bytes: z.int().min(0).meta({ description: 'Memory in use, bytes' }),
  frames: z.int().min(0).meta({ description: 'Frames in memory' }),
  fromUs: timeUs.optional().meta({ description: 'Time of the oldest frame, camera clock, µs; absent without frames' }),
  toUs: timeUs.optional().meta({ description: 'Time of the newest frame, camera clock, µs' }),
};
export const rewindStateSchema = z.object(rewindFields).meta({ id: 'RewindState' });
export type RewindState = z.infer<typeof rewindStateSchema>;

/** Asks for the frames after this time, oldest first. */
export const rewindListSchema = z.object({ afterUs: timeUs.optional() });

const column = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> => z.array(item).max(REWIND_PAGE_MAX);
/** Each list has one entry per frame, oldest first. */
export const rewindPageSchema = z
  .object({
    ...rewindFields,
    capturedAtUs: column(timeUs).meta({ description: 'Times of the frames' }),
    seq: column(seq).meta({ description: 'Their sequence numbers' }),
    sizeBytes: column(z.int().min(1)).meta({ description: 'Sizes of their JPEGs' }),
    more: z.boolean().meta({ description: 'The next page begins after the last time' }),
  })
  .refine(
    ({ capturedAtUs, seq: numbers, sizeBytes }) => capturedAtUs.length === numbers.length && capturedAtUs.length === sizeBytes.length,
    'the lists must be equally long',
  )
  .meta({ id: 'RewindPage' });
export type RewindPage = z.infer<typeof rewindPageSchema>;

/** Of a capture or clip from the live stream: what viewers saw, 8 bits. */
export const fromLiveSchema = z.object({
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'Of the JPEG in the live stream, before the metadata was inserted; absent for clips' }),
  display: displayWindowSchema.optional().meta({ description: 'The display window that the picture contains; absent for none' }),
});
