/** The events of clients. The types fail when one is missing. */
import { diagnosticsWatchSchema, processSampleSchema, type ClientToServerEvents } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { ClientEventNote } from './event-note.ts';
import { CAMERA_EVENT_NOTES } from './camera-events.ts';
import { PEOPLE_EVENT_NOTES } from './people-events.ts';

const NOTHING = z.object({});

export const CLIENT_EVENT_NOTES: Readonly<Record<keyof ClientToServerEvents, ClientEventNote>> = {
  ...CAMERA_EVENT_NOTES,
  ...PEOPLE_EVENT_NOTES,
  'diagnostics:watch': {
    summary: 'Receive diagnostics of the hub',
    about: 'For administrators. They follow as `diagnostics`, once a second.',
    args: [diagnosticsWatchSchema],
    example: [{ messages: false }],
    reply: z.object({ samples: z.array(processSampleSchema).meta({ description: 'The last ten minutes' }) }),
    replyExample: { samples: [] },
    errors: ['limit_reached'],
  },
  'diagnostics:unwatch': {
    summary: 'End the diagnostics',
    about: 'Has no effect without a subscription.',
    args: [z.strictObject({})],
    example: [{}],
    reply: NOTHING,
  },
  'time:sync': {
    summary: 'Ask for the clock of the hub',
    about: 'For the age of frames. The reply has no `ok`.',
    args: [NOTHING],
    example: [{}],
    reply: z.object({ hubTimeUs: z.int().meta({ description: 'Unix time, µs' }) }),
    replyExample: { hubTimeUs: 1796035586165060 },
  },
};
