/** Viewers of one kind: how many, over which protocol and link, and how they behave. */
import { cameraIdSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import { duration, rate } from '../../proxy/rules/units.ts';
import { count, name, serverAddress } from './units.ts';

const linkSchema = z
  .strictObject({
    rate: rate.optional().describe('from server to client, for each connection'),
    latency: duration.optional().describe('each way'),
    jitter: duration.optional().describe('each way; a random time up to this'),
  })
  .refine(({ jitter, latency }) => jitter === undefined || latency !== undefined, { path: ['jitter'], error: 'jitter needs latency' });

const behaviourSchema = z
  .strictObject({
    do: z.enum(['stall', 'leave', 'reload', 'lie']).describe('lie: acknowledges frames that it has not received'),
    at: duration.default(0),
    for: duration.optional().describe('absent: until the end'),
    every: duration.optional().describe('again and again until the end'),
    viewers: count.min(1).optional().describe('how many of the crowd, chosen by the seed; absent: all'),
    ahead: count.min(1).optional().describe('of a lie: frames ahead of the newest (1000)'),
  })
  .superRefine((behaviour, context) => {
    const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (behaviour.ahead !== undefined && behaviour.do !== 'lie') wrong('ahead', 'ahead is for lies');
    if (behaviour.do === 'reload' && behaviour.for !== undefined) wrong('for', 'a reload takes no time');
    if (behaviour.every === undefined) return;
    if (behaviour.every < 50) wrong('every', 'at least 50ms are needed');
    if (behaviour.do !== 'reload' && (behaviour.for ?? Infinity) >= behaviour.every) wrong('every', 'every needs a shorter for');
  });

export const crowdSchema = z.strictObject({
  name,
  viewers: z.int().min(1).max(5000).default(1),
  ramp: duration.default(0).describe('the viewers join evenly over this time'),
  at: duration.default(0).describe('when the first joins'),
  protocol: z.string().min(1).default('eyepiece').describe('eyepiece, socket.io, websocket, mjpeg, or a file such as ./mine.ts'),
  options: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('description of the server, as in --protocol-options of crowd; of eyepiece: video: h264'),
  url: serverAddress.optional().describe('absent: that of the target'),
  path: z.string().startsWith('/').optional().describe('path at the target, with a query'),
  camera: cameraIdSchema.optional().describe('of Eyepiece; may be absent when there is one'),
  link: linkSchema.optional(),
  behaviour: z.array(behaviourSchema).max(100).default([]),
});

export type Behaviour = z.output<typeof behaviourSchema>;
