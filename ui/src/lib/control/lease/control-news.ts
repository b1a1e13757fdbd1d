import { CONTROL_IDLE_MS, type ControlState } from '@eyepiece/shared-types';
import { spanText } from '../../jobs/span-text.ts';

type Person = { readonly userId: string; readonly name: string } | null;

const has = (person: Person, userId: string): boolean => person?.userId === userId;

/**
 * What a person should be told of a change of control that concerns them: they have it now, had it, or had asked for it.
 * @param before what was known, null when nothing was; @param me this person's id
 */
export function controlNews(before: ControlState | null, now: ControlState, me: string): string | null {
  const { last, holder } = now;
  if (!before || !last || before.last?.atUs === last.atUs) return null;
  const reason = last.reason === undefined ? '' : `: ${last.reason}`;
  const was = before.holder;
  if (has(holder, me) && !has(was, me)) return gained(last, was?.name ?? 'Nobody');
  if (has(was, me) && !has(holder, me)) return lost(last, me, holder?.name ?? null) + reason + '.';
  if (last.change === 'denied' && has(before.request, me)) return `${holder?.name ?? 'The holder'} keeps control.`;
  if (last.change === 'withdrawn' && has(holder, me) && before.request) return `${before.request.name} does not ask for control any more.`;
  return null;
}

function gained({ change, by }: NonNullable<ControlState['last']>, from: string): string {
  switch (change) {
    case 'granted':
      return `${from} handed control to you.`;
    case 'silence':
      return `${from} did not answer: you now have control.`;
    case 'released':
      return by ? `${from} gave control back: you now have it.` : `${from} may not control cameras any more: you now have control.`;
    case 'disconnected':
      return `${from} is not connected: you now have control.`;
    case 'idle':
      return `${from} was inactive for ${spanText(CONTROL_IDLE_MS)}: you now have control.`;
    default:
      return 'You now have control.';
  }
}

function lost({ change, by }: NonNullable<ControlState['last']>, me: string, to: string | null): string {
  const heir = to === null ? 'nobody has it now' : `${to} has it now`;
  switch (change) {
    case 'granted':
      return `You handed control to ${to ?? 'nobody'}`;
    case 'silence':
      return `You did not answer: ${to ?? 'nobody'} has control now`;
    case 'released':
      return has(by, me) ? `You gave control back; ${heir}` : 'You cannot control the camera any more';
    case 'disconnected':
      return `You were not connected: control ended, ${heir}`;
    case 'idle':
      return `Control ended after ${spanText(CONTROL_IDLE_MS)} without activity; ${heir}`;
    default:
      return `${to ?? 'An administrator'} took control`;
  }
}

/** Who controls, in words, for those who only look. */
export function controlWords({ holder, request }: ControlState, me: string | undefined): string {
  if (!holder) return 'Nobody controls the camera';
  const mine = holder.userId === me;
  if (!request || request.userId === me) return mine ? 'You control the camera' : `${holder.name} controls the camera`;
  if (!mine) return `${holder.name} controls the camera, ${request.name} asks for it`;
  const silence = request.grantedAtUs === undefined ? 'it stays with you while a job runs' : 'it is handed over unless you keep it';
  return `${request.name} asks for control: ${silence}`;
}
