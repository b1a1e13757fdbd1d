/** The log of the hub: one JSON object per line, without API keys, wherever clients have put them. */
import { withoutKeys } from '@eyepiece/shared-types';
import pino, { type DestinationStream, type Logger } from 'pino';
import { logDestination } from './log-destination.ts';

export function hubLogger(level: string, destination: DestinationStream = logDestination()): Logger {
  return pino(
    {
      level,
      base: { part: 'hub' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: withoutKeys },
    },
    destination,
  );
}
