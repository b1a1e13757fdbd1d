/** Filters of the library, its days, and the values that filters can have. */
import { z } from 'zod';
import { masterFormatSchema } from '../camera/settings.ts';

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const exposureSchema = z.coerce.number().min(0).max(1e9);
const gainSchema = z.coerce.number().min(-1000).max(1000);

/** Filter fields with the same names in lists, the timeline, downloads and the page's addresses. */
export const captureFilterFields = {
  cameraId: z.string().max(64).optional().meta({ description: 'Captures of this camera' }),
  userId: z.uuid().optional().meta({ description: 'Captures that this person took' }),
  sessionId: z.uuid().optional().meta({ description: 'Captures of this session' }),
  format: masterFormatSchema.optional().meta({ description: 'Captures of this format' }),
  jobId: z.uuid().optional().meta({ description: 'Captures of this job' }),
  shotId: z.uuid().optional().meta({ description: 'Captures of one order for several cameras' }),
  copiesOf: z.uuid().optional().meta({ description: 'Filtered copies of this capture' }),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: 'Taken not before' }),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Taken not after' }),
  tag: z.string().max(64).optional().meta({ description: 'Captures with this tag' }),
  label: z.string().max(120).trim().optional().meta({ description: 'Exactly this label' }),
  ratingMin: z.coerce.number().int().min(1).max(5).optional().meta({ description: 'Captures with so many stars or more' }),
  exposureMin: exposureSchema.optional().meta({ description: 'Shortest exposure, ms' }),
  exposureMax: exposureSchema.optional().meta({ description: 'Longest exposure, ms' }),
  gainMin: gainSchema.optional().meta({ description: 'Smallest gain, dB' }),
  gainMax: gainSchema.optional().meta({ description: 'Largest gain, dB' }),
  q: z
    .string()
    .trim()
    .max(200)
    .optional()
    .meta({ description: 'Words; each must begin a word in label, notes, tags, file name, session title or user name' }),
  deleted: flag.meta({ description: 'The trash instead of the library' }),
};
export const captureFilterSchema = z.strictObject(captureFilterFields);
export type CaptureFilterQuery = z.infer<typeof captureFilterSchema>;

/** Captures per day, newest first. A grid computes its length from this. */
export const timelineQuerySchema = z.strictObject({
  ...captureFilterFields,
  timeZone: z.string().max(64).default('UTC').meta({ description: 'IANA name of the time zone that defines the days' }),
});
export const timelineSchema = z
  .object({
    days: z
      .array(
        z.object({
          day: z.string().meta({ description: 'YYYY-MM-DD' }),
          count: z.int().meta({ description: 'Captures of the day' }),
          from: z.iso.datetime().meta({ description: 'First moment of the day; with `to` it filters the captures of the day' }),
          to: z.iso.datetime().meta({ description: 'Last millisecond of the day' }),
          sessions: z
            .array(
              z.object({
                title: z.string().meta({ description: 'Title of the session' }),
                count: z.int().meta({ description: 'Captures of the session on this day' }),
              }),
            )
            .meta({ description: 'Its sessions with the most captures, at most three' }),
          parts: z
            .array(
              z.object({
                count: z.int().meta({ description: 'Captures of the part' }),
                from: z.iso.datetime().meta({ description: 'Its beginning' }),
                to: z.iso.datetime().meta({ description: 'Its last millisecond' }),
              }),
            )
            .optional()
            .meta({
              description:
                'Only for a day with more than 1,000 captures: parts of it, newest first, with about 200 captures each where whole quarters of an hour allow it',
            }),
        }),
      )
      .meta({ description: 'Days with captures, newest first' }),
    total: z.int().meta({ description: 'Captures of all days' }),
    bytes: z.int().meta({ description: 'Their size, bytes' }),
  })
  .meta({ id: 'Timeline' });
export type Timeline = z.infer<typeof timelineSchema>;

const facet = {
  id: z.string().meta({ description: 'Value for the filter' }),
  count: z.int().meta({ description: 'Captures with this value' }),
};
const named = { ...facet, name: z.string().meta({ description: 'Name to show' }) };

/** Values that filters can have. */
export const facetsSchema = z
  .object({
    cameras: z.array(z.object(named)).meta({ description: 'Cameras' }),
    sessions: z.array(z.object(named)).meta({ description: 'Sessions' }),
    people: z.array(z.object(named)).meta({ description: 'People who took captures' }),
    formats: z.array(z.object({ ...facet, id: masterFormatSchema })).meta({ description: 'Formats' }),
    tags: z.array(z.object(facet)).meta({ description: 'Tags' }),
    labels: z.array(z.object(facet)).meta({ description: 'Labels' }),
  })
  .meta({ id: 'Facets' });
export type Facets = z.infer<typeof facetsSchema>;

/** The captures before and after one, in the order of a list with this filter. */
export const neighboursSchema = z
  .object({
    newer: z.string().nullable().meta({ description: 'Id of the next newer capture; null: there is none' }),
    older: z.string().nullable().meta({ description: 'Id of the next older capture; null: there is none' }),
    position: z.int().meta({ description: 'From 1, newest first' }),
    total: z.int().meta({ description: 'Captures in the list' }),
  })
  .meta({ id: 'Neighbours' });
export type Neighbours = z.infer<typeof neighboursSchema>;
