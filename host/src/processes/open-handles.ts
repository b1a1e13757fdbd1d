/** Timers, sockets, servers, watched files and child processes that are open, with the place where each was opened. */
import { createHook } from 'node:async_hooks';

/** Types of handles, as async_hooks names them. */
const KINDS = /^(Timeout|Immediate|(TCP|PIPE)(SERVER)?WRAP|UDPWRAP|PROCESSWRAP|FSEVENTWRAP|STATWATCHER)$/;
/** Timers are opened far more often than all others. */
const TIMERS = /^(Timeout|Immediate)$/;
/** How many lines of each stack are listed. */
const FRAMES = 4;
/**
 * Of the stack of a timer, which begins with five lines of the hook and of Node. Vitest keeps 100 lines of each stack, which takes
 * about twice the time.
 */
const TIMER_LINES = 16;

interface Handle {
  readonly kind: string;
  /** `hasRef()` is null for a timer that has fired or is cleared. */
  readonly resource: { readonly hasRef?: () => boolean | null };
  /** Its stack shows where the handle was opened. */
  readonly opened: Error;
}

export interface HandleWatch {
  /** What has been opened since the start of the watch and is still open. */
  list(): string[];
  stop(): void;
}

/** Watches what is opened from now on. */
export function watchHandles(): HandleWatch {
  const handles = new Map<number, Handle>();
  const hook = createHook({
    init: (id, kind, _triggerId, resource) => {
      if (!KINDS.test(kind)) return;
      const usual = Error.stackTraceLimit;
      if (TIMERS.test(kind)) Error.stackTraceLimit = Math.min(usual, TIMER_LINES);
      handles.set(id, { kind, resource, opened: new Error(kind) });
      Error.stackTraceLimit = usual;
    },
    destroy: (id) => {
      handles.delete(id);
    },
    trackPromises: false,
  }).enable();
  return {
    list: () => [...handles.values()].filter(isOpen).map(describeHandle),
    stop: () => void hook.disable(),
  };
}

function isOpen({ resource, opened }: Handle): boolean {
  const hasRef = resource.hasRef?.() ?? null;
  return hasRef === true || (hasRef === false && isOurInterval(opened));
}

/** Such an interval never ends. Libraries may keep theirs, and a single timer without a reference ends by itself. */
function isOurInterval(opened: Error): boolean {
  const [caller = ''] = framesOf(opened);
  return (opened.stack ?? '').includes(' setInterval (') && isOurs(caller);
}

function describeHandle({ kind, opened }: Handle): string {
  const frames = framesOf(opened);
  const ours = frames.filter(isOurs);
  return `${kind} opened ${(ours.length > 0 ? ours : frames).slice(0, FRAMES).join('\n    ')}`;
}

const isOurs = (frame: string): boolean => !/node_modules|node:/.test(frame);

/** Leaves out the hook, also in a bundle, and the functions of Node that start timers. */
function framesOf({ stack = '' }: Error): string[] {
  const frames = stack.split('\n').slice(1);
  return frames
    .map((frame) => frame.trim())
    .filter((frame) => !/open-handles\.ts|AsyncHook\.init|node:internal\/(async_hooks|timers)|node:timers/.test(frame));
}
