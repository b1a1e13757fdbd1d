/** What a scenario expects of a crowd or of a process, over the whole time or in a window. */
import { z } from 'zod';
import { duration } from '../../proxy/rules/units.ts';
import { atMost, count, name, numbers, share, size, sizes } from './units.ts';

const CONDITION_NEEDED = 'a path and a value are needed, as in 0.room=lobby';

/** A code that cannot occur would meet every limit. */
const errorCode = z
  .string()
  .regex(
    /^(any|ended|silent|refused|other|broken-chain|close-\d{4}|http-\d{3}|E[A-Z]{3,}[A-Z0-9_]*)$/,
    'there is no such code; there are ECONNRESET and other codes of the system, close-1006, http-503, ended, silent, refused, other, broken-chain, any',
  );

const matchSchema = z.strictObject({
  message: z.string().min(1).describe('name of an event, kind of a message, or frame, opened, lost'),
  where: z
    .string()
    .regex(/^[^=]+=/, CONDITION_NEEDED)
    .optional()
    .describe('a path in its JSON and the value there: 0.room=lobby'),
});

/** Of a crowd. Each becomes one result. */
export const crowdFigures = {
  framesPerSecond: numbers(z.number().min(0)).optional().describe('of each viewer, over the time that it is there'),
  share: z.strictObject({ min: share }).optional().describe('part of the published frames, of each viewer'),
  age: z
    .strictObject({
      p50: duration.optional(),
      p95: duration.optional(),
      p99: duration.optional(),
      max: duration.optional().describe('of the newest frame of each viewer, also while none arrives'),
    })
    .refine((age) => Object.values(age).some((limit) => limit !== undefined), 'p50, p95, p99 or max is needed')
    .optional(),
  withoutFrame: atMost.optional().describe('longest time that a viewer has no frame'),
  gaps: z.strictObject({ max: count }).optional().describe('published frames that do not arrive, all viewers together'),
  late: z.strictObject({ max: count }).optional().describe('frames that arrive after a newer one'),
  repeats: z.strictObject({ max: count }).optional().describe('frames that arrive again'),
  firstFrame: atMost.optional().describe('from joining to the first frame of each viewer'),
  recovery: atMost.optional().describe('from the end of each fault to the next frame of each viewer'),
  connected: numbers(count).optional().describe('viewers with a connection at the end of the window'),
  reconnects: numbers(count).optional(),
  losses: numbers(count).optional().describe('connections that end although the viewer does not leave'),
  bytes: sizes.optional().describe('of frames, all viewers together'),
  errors: z.record(errorCode, numbers(count)).optional().describe('by code: ECONNRESET, close-1006, http-503, silent, other; any'),
  never: matchSchema.optional().describe('no such message arrives'),
  always: matchSchema.required({ where: true }).optional().describe('each message of this name fulfils the condition'),
  within: z
    .strictObject({ ...matchSchema.shape, time: duration, of: z.string().min(1).default('opened').describe('message, or opened, lost') })
    .optional()
    .describe('after each `of`, such a message arrives within the time'),
} as const;

/** Of a process. */
export const processFigures = {
  memory: z
    .strictObject({
      max: size.optional(),
      growth: size.optional().describe('from the first sample of the window to the last'),
      trend: size.optional().describe('growth in an hour: the line through all samples of the window, less twice its standard error'),
    })
    .refine((memory) => Object.values(memory).some((limit) => limit !== undefined), 'max, growth or trend is needed')
    .optional(),
  cpu: z
    .strictObject({ max: z.number().min(0) })
    .optional()
    .describe('mean, percent of one core'),
} as const;

export type CrowdFigure = keyof typeof crowdFigures;
export type ProcessFigure = keyof typeof processFigures;
export const CROWD_FIGURES = Object.keys(crowdFigures) as readonly CrowdFigure[];
export const PROCESS_FIGURES = Object.keys(processFigures) as readonly ProcessFigure[];

export const expectSchema = z
  .strictObject({
    crowd: name.optional().describe('absent: each crowd'),
    process: name.optional(),
    after: duration.optional().describe('the window begins then'),
    before: duration.optional().describe('the window ends then'),
    during: name.optional().describe('the window is the time of this fault'),
    ...crowdFigures,
    ...processFigures,
  })
  .superRefine((expected, context) => {
    const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const ofCrowds = CROWD_FIGURES.filter((figure) => expected[figure] !== undefined);
    const ofProcesses = PROCESS_FIGURES.filter((figure) => expected[figure] !== undefined);
    if (expected.process !== undefined && expected.crowd !== undefined) wrong('process', 'crowd or process is possible, not both');
    const [misplaced] = expected.process === undefined ? ofProcesses : ofCrowds;
    if (misplaced !== undefined) wrong(misplaced, `this is a figure of a ${expected.process === undefined ? 'process' : 'crowd'}`);
    if (ofCrowds.length + ofProcesses.length === 0) context.addIssue('a figure is needed, such as gaps: { max: 0 }');
    if (expected.during !== undefined && (expected.after !== undefined || expected.before !== undefined)) {
      wrong('during', 'during or after and before are possible, not both');
    }
    if (expected.after !== undefined && expected.before !== undefined && expected.before <= expected.after)
      wrong('before', 'before is not after after');
  });

export type Expected = z.output<typeof expectSchema>;
export type MessageMatch = z.output<typeof matchSchema>;
