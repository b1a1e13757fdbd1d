/** Records what happens at cameras, and what other hubs could not record. */
import type { Logger } from 'pino';
import { toCapture } from '../../library/captures/presenter.ts';
import type { Leader } from '../../persistence/leadership.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { MissedCaptures } from './missed-captures.ts';
import { recordEvents, type EventSources, type SessionRecorder } from './recorder.ts';

export { SessionRecorder } from './recorder.ts';

interface RecordingParts extends EventSources {
  readonly database: Database;
  readonly leader: Leader;
  readonly logger: Logger;
  readonly config: { readonly basePath: string };
}

export function openRecording(recorder: SessionRecorder, parts: RecordingParts): { close(): Promise<void> } {
  recordEvents(recorder, parts);
  return new MissedCaptures({
    ...parts,
    present: (row) => toCapture(row, parts.config.basePath),
    record: (capture) => recorder.capture(capture),
  });
}
