import { CONTROL_IDLE_MS, type ControlState } from '@eyepiece/shared-types';
import { spanText } from '../../text/span-text.ts';

type Person = { readonly userId: string; readonly name: string } | null;

const has = (person: Person, userId: string): boolean => person?.userId === userId;

/**
 * Notice about a change of control that affects this user: they have control now, had it, or had requested it.
 * @param before previous state, null when unknown; @param me this user's id
 */
export function controlNotice(before: ControlState | null, now: ControlState, me: string): string | null {
  const { last, holder } = now;
  if (!before || !last || before.last?.atUs === last.atUs) return null;
  const reason = last.reason === undefined ? '' : `: ${last.reason}`;
  const was = before.holder;
  if (has(holder, me) && !has(was, me)) return gained(last, was?.name ?? 'No one');
  if (has(was, me) && !has(holder, me)) return lost(last, me, holder?.name ?? null) + reason + '.';
  if (last.change === 'denied' && has(before.request, me)) return `${holder?.name ?? 'The holder'} keeps control.`;
  if (last.change === 'withdrawn' && has(holder, me) && before.request) return `${before.request.name} no longer requests control.`;
  return null;
}

function gained({ change, by }: NonNullable<ControlState['last']>, from: string): string {
  switch (change) {
    case 'granted':
      return `${from} handed control to you.`;
    case 'silence':
      return `${from} did not answer: you now have control.`;
    case 'released':
      return by ? `${from} released control: you now have it.` : `${from} may no longer control cameras: you now have control.`;
    case 'disconnected':
      return `${from} is not connected: you now have control.`;
    case 'idle':
      return `${from} was inactive for ${spanText(CONTROL_IDLE_MS)}: you now have control.`;
    default:
      return 'You now have control.';
  }
}

function lost({ change, by }: NonNullable<ControlState['last']>, me: string, to: string | null): string {
  const after = to === null ? 'no one has it now' : `${to} has it now`;
  switch (change) {
    case 'granted':
      return `You handed control to ${to ?? 'no one'}`;
    case 'silence':
      return `You did not answer: ${to ?? 'no one'} has control now`;
    case 'released':
      return has(by, me) ? `You released control; ${after}` : 'You can no longer control the camera';
    case 'disconnected':
      return `You were not connected: control ended, ${after}`;
    case 'idle':
      return `Control ended after ${spanText(CONTROL_IDLE_MS)} without activity; ${after}`;
    default:
      return `${to ?? 'An administrator'} took control`;
  }
}

/** Describes who has control, for the status line. */
export function controlWords({ holder, request }: ControlState, me: string | undefined): string {
  if (!holder) return 'No one controls the camera';
  const mine = holder.userId === me;
  if (!request || request.userId === me) return mine ? 'You control the camera' : `${holder.name} controls the camera`;
  if (!mine) return `${holder.name} controls the camera, ${request.name} requests it`;
  const silence = request.grantedAtUs === undefined ? 'it stays with you while a job runs' : 'it is handed over unless you keep it';
  return `${request.name} requests control: ${silence}`;
}
