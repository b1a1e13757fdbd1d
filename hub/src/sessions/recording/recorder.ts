/** Writes events at a camera to the log of its open session. */
import { isDeepStrictEqual } from 'node:util';
import { baseName, type AnnotationChange, type Capture, type ControlState, type Job } from '@eyepiece/shared-types';
import type { Annotations } from '../../library/annotations/service.ts';
import { userOf } from '../../people/caller.ts';
import type { CaptureService } from '../../library/captures/service.ts';
import type { JournalEntry } from '../../control/journal.ts';
import type { ControlDesk } from '../../control/desk.ts';
import type { Clock, ClockJump } from '../../process/host-clock.ts';
import type { JobLedger } from '../../control/jobs/ledger.ts';
import type { Draft } from '../log/entry-queue.ts';
import { recordFaults, type FaultSources } from './faults.ts';
import type { Sessions } from '../service.ts';
import {
  annotationText,
  captureCancelText,
  captureText,
  choiceText,
  clockText,
  controlText,
  correctionsText,
  jobOrderText,
  jobText,
  requestText,
  settingsText,
  type SettingChange,
} from '../log/texts.ts';

type Entry = Pick<Draft, 'kind' | 'action' | 'text'> & Partial<Draft>;
type RecordedSessions = Pick<Sessions, 'openOf' | 'openIds' | 'isOpen' | 'log'>;
type Changes = Readonly<Record<string, SettingChange>>;

/** Maximum jobs whose last state is remembered. */
const MAX_JOBS = 1000;

export class SessionRecorder {
  readonly #sessions: RecordedSessions;
  readonly #clock: Clock;
  readonly #unsubscribeClock: () => void;
  readonly #control = new Map<string, ControlState>();
  readonly #jobs = new Map<string, Job>();
  #closed = false;

  constructor(sessions: RecordedSessions, clock: Clock) {
    this.#sessions = sessions;
    this.#clock = clock;
    this.#unsubscribeClock = clock.onJump((jump) => this.clock(jump));
  }

  /** Registers jobs from before the start, so that their current state is not logged as a change. */
  addKnownJobs(jobs: readonly Job[]): void {
    for (const job of jobs) this.#remember(job);
  }

  /** Stops recording, because disconnects caused by the hub's own shutdown must not be logged. */
  close(): void {
    this.#closed = true;
    this.#unsubscribeClock();
  }

  /** Records a command that a camera has carried out. */
  order({ actor, action, subject, details, settings }: JournalEntry): void {
    const person = userOf(actor);
    switch (action) {
      case 'settings.update':
      case 'settings.load':
        if (settings) this.#settings(subject, person, changesOf(action === 'settings.update' ? details : settings.after, settings));
        break;
      case 'settings.save':
        this.#append(subject, {
          kind: 'settings',
          action,
          person,
          text: `saved the settings in the camera, ${String(details['channel'])}`,
          details,
        });
        break;
      case 'live.stop':
      case 'live.start': {
        const text = action === 'live.stop' ? 'stopped the live picture for everybody' : 'started the live picture';
        this.#append(subject, { kind: 'settings', action, person, text, details });
        break;
      }
      case 'camera.choose':
        this.#append(subject, { kind: 'settings', action, person, text: choiceText(details), details });
        break;
      case 'corrections.update':
        this.#corrections(subject, { kind: 'settings', action, person, text: correctionsText(details), details });
        break;
      case 'objective.choose':
        this.#append(subject, {
          kind: 'settings',
          action,
          person,
          text: `objective ${typeof details['objective'] === 'string' ? details['objective'] : 'none'}`,
          details,
        });
        break;
      case 'capture.cancel':
        this.#append(String(details['cameraId']), { kind: 'job', action, person, text: captureCancelText(details, person), details });
        break;
      case 'job.cancel':
      case 'job.resume':
        this.#append(String(details['cameraId']), {
          kind: 'job',
          action,
          person,
          text: jobOrderText(action, this.#jobs.get(subject)),
          details: { jobId: subject },
        });
        break;
      default: // The log shows what concerns the camera of a session.
    }
  }

  /** Records a capture, even if it arrives after its session has ended. */
  capture(capture: Capture): void {
    const { id, sessionId, name, jobId, capturedAtUs, user } = capture;
    if (sessionId === undefined) return;
    this.#sessions.log.append({
      sessionId,
      at: new Date(capturedAtUs / 1000),
      kind: 'capture',
      action: 'capture.create',
      person: user ?? null,
      text: captureText(capture),
      details: { captureId: id, filename: baseName(name), ...(jobId !== undefined && { jobId }) },
    });
  }

  control(state: ControlState): void {
    const { cameraId, holder, request, last, epoch } = state;
    const before = this.#control.get(cameraId) ?? { ...state, holder: null, request: null, last: null };
    this.#control.set(cameraId, state);
    const details = { epoch, from: before.holder?.name ?? null, to: holder?.name ?? null };
    if (last && !isDeepStrictEqual(last, before.last)) {
      const person = last.by ? { id: last.by.userId, name: last.by.name } : null;
      this.#append(cameraId, { kind: 'control', action: `control.${last.change}`, person, text: controlText(before, state), details });
    }
    if (request && request.askedAtUs !== before.request?.askedAtUs) {
      const person = { id: request.userId, name: request.name };
      this.#append(cameraId, { kind: 'control', action: 'control.request', person, text: requestText(holder), details });
    }
  }

  /** The next state of control does not follow the last one that this hub knows. */
  controlDropped(cameraId: string): void {
    this.#control.delete(cameraId);
  }

  job(job: Job): void {
    const { id, cameraId, state, user } = job;
    const before = this.#jobs.get(id);
    this.#remember(job);
    if (before?.state === state) return;
    // The command that resumed the job is logged by `order`.
    if (state === 'running' && before) return;
    const action = state === 'running' ? 'job.start' : `job.${state}`;
    const details = { jobId: id, done: job.done, total: job.total, missed: job.missed, bytes: job.bytes };
    this.#append(cameraId, { kind: 'job', action, person: state === 'running' ? (user ?? null) : null, text: jobText(job), details });
  }

  /** @param sessionId session of the annotated capture */
  annotation({ annotation }: AnnotationChange, sessionId: string | null): void {
    const { id, target, shape, revision, deletedAt, updatedBy: person } = annotation;
    const session = target.kind === 'camera' ? this.#sessions.openOf(target.cameraId) : sessionId;
    if (typeof session !== 'string' || !this.#sessions.isOpen(session)) return;
    const verb = deletedAt !== null ? 'removed' : revision === 1 ? 'drew' : 'changed';
    const action = { drew: 'annotation.draw', changed: 'annotation.change', removed: 'annotation.remove' }[verb];
    const details = { annotationId: id, revision, ...(target.kind === 'capture' && { captureId: target.captureId }) };
    const draft = this.#draft(session, { kind: 'annotation', action, person, text: annotationText(verb, shape), details });
    if (deletedAt !== null) this.#sessions.log.append(draft);
    // Changes while dragging a shape are merged into one entry.
    else this.#sessions.log.appendSettled(`annotation ${id} ${person.id}`, draft, mergedDrawing);
  }

  /** Records a jump of the hub's clock. */
  clock(jump: ClockJump): void {
    if (this.#closed) return;
    const details = { byMs: Math.round(jump.byUs / 1000), sleptMs: Math.round(jump.sleptUs / 1000) };
    const entry = { kind: 'fault', action: 'fault.clock', text: clockText('the hub', jump), details } as const;
    for (const sessionId of this.#sessions.openIds) this.#sessions.log.append(this.#draft(sessionId, entry));
  }

  /** Records a fault or recovery of a camera. */
  fault(cameraId: string, action: `fault.${string}`, text: string): void {
    this.#append(cameraId, { kind: 'fault', action, text });
  }

  #settings(cameraId: string, person: Draft['person'], changes: Changes): void {
    const sessionId = this.#sessions.openOf(cameraId);
    const names = Object.keys(changes);
    if (sessionId === undefined || names.length === 0) return;
    const draft = this.#draft(sessionId, settingsEntry(person, changes));
    this.#sessions.log.appendSettled(`settings ${person?.id ?? ''} ${names.sort().join()}`, draft, (before, now) => {
      const merged = mergedChanges(before.details?.['settings'] as Changes, changes);
      return Object.keys(merged).length === 0 ? undefined : { ...now, ...settingsEntry(person, merged) };
    });
  }

  /** Joins the steps of a drag of the display window, which follow each other closely. */
  #corrections(cameraId: string, entry: Entry): void {
    const sessionId = this.#sessions.openOf(cameraId);
    if (sessionId === undefined || this.#closed) return;
    const draft = this.#draft(sessionId, entry);
    if (Object.keys(entry.details ?? {}).join() !== 'display') this.#sessions.log.append(draft);
    else this.#sessions.log.appendSettled(`display ${entry.person?.id ?? ''}`, draft, (_, now) => now);
  }

  #append(cameraId: string, entry: Entry): void {
    const sessionId = this.#sessions.openOf(cameraId);
    if (sessionId !== undefined && !this.#closed) this.#sessions.log.append(this.#draft(sessionId, entry));
  }

  #draft(sessionId: string, entry: Entry): Draft {
    return { person: null, at: new Date(this.#clock.nowUs() / 1000), ...entry, sessionId };
  }

  #remember(job: Job): void {
    const oldest = this.#jobs.keys().next().value;
    if (this.#jobs.size >= MAX_JOBS && oldest !== undefined) this.#jobs.delete(oldest);
    this.#jobs.delete(job.id);
    this.#jobs.set(job.id, job);
  }
}

/** Sources of recorded events. */
export interface EventSources extends FaultSources {
  readonly control: ControlDesk;
  readonly ledger: JobLedger;
  readonly captures: CaptureService;
  readonly annotations: Annotations;
}

/** Subscribes the recorder to all sources. Existing faults of cameras are not recorded. */
export function recordEvents(recorder: SessionRecorder, sources: EventSources): void {
  const { control, ledger, captures, annotations } = sources;
  control.on('changed', (state) => recorder.control(state));
  control.on('dropped', (cameraId) => recorder.controlDropped(cameraId));
  ledger.on('progress', (job) => recorder.job(job));
  captures.on('created', (capture) => recorder.capture(capture));
  annotations.on('changed', (change, { sessionId }) => recorder.annotation(change, sessionId));
  recordFaults(sources, recorder);
}

function settingsEntry(person: Draft['person'], settings: Changes): Entry {
  return { kind: 'settings', action: 'settings.update', person, text: settingsText(settings), details: { settings } };
}

/** The requested settings that differ between before and the values read back. */
function changesOf(asked: object, { before, after }: NonNullable<JournalEntry['settings']>): Changes {
  const names = Object.keys(asked) as (keyof typeof after)[];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  return Object.fromEntries(changed.map((name) => [name, { before: before[name], after: after[name] }]));
}

function mergedChanges(first: Changes, then: Changes): Changes {
  const merged = Object.entries(then).map(([name, { before, after }]) => [name, { before: first[name]?.before ?? before, after }] as const);
  return Object.fromEntries(merged.filter(([, { before, after }]) => !isDeepStrictEqual(before, after)));
}

function mergedDrawing(before: Draft, now: Draft): Draft {
  return before.action === 'annotation.draw' ? { ...now, action: before.action, text: now.text.replace(/^changed/, 'drew') } : now;
}
