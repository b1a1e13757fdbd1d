/** The messages that the page keeps, and what a filter shows of them. */
import { DIAGNOSTICS_MESSAGES, type DiagnosticsEvent, type DiagnosticsMessage } from '@eyepiece/shared-types';
import { t } from '../../languages/translate.ts';
import { wordsOf } from './viewer-rows.ts';

export interface MessageFilter {
  /** Empty: all events. See `eventKey`. */
  readonly event: string;
  /** Empty: everybody. */
  readonly person: string;
  readonly search: string;
}

export const NO_FILTER: MessageFilter = { event: '', person: '', search: '' };

/** Names an event with its direction and kind, as in the list of events. */
export function eventKey({ direction, kind, event }: Pick<DiagnosticsEvent, 'direction' | 'kind' | 'event'>): string {
  return `${direction} ${kind} ${event}`;
}

/** What the page shows. The hub calls a reply `unknown` whose request came before it recorded messages. */
export function eventName({ kind, event }: Pick<DiagnosticsEvent, 'kind' | 'event'>): string {
  return kind === 'reply' && event === 'unknown' ? t('unknown') : event;
}

/** Oldest first, without those beyond the limit. */
export function withMessages(log: readonly DiagnosticsMessage[], newer: readonly DiagnosticsMessage[]): readonly DiagnosticsMessage[] {
  return newer.length === 0 ? log : [...log, ...newer].slice(-DIAGNOSTICS_MESSAGES.kept);
}

export function messagesMatching(log: readonly DiagnosticsMessage[], { event, person, search }: MessageFilter): DiagnosticsMessage[] {
  const words = wordsOf(search);
  return log.filter(
    (message) =>
      (event === '' || eventKey(message) === event) &&
      (person === '' || message.people.includes(person)) &&
      words.every((word) => textOf(message).includes(word)),
  );
}

/** Sorted by name. */
export function peopleIn(log: readonly DiagnosticsMessage[]): string[] {
  return [...new Set(log.flatMap(({ people }) => people))].toSorted((a, b) => a.localeCompare(b));
}

/** JSON Lines, oldest first, with the time as ISO 8601. */
export function toJsonLines(messages: readonly DiagnosticsMessage[]): string {
  return messages.map(({ atUs, ...message }) => `${JSON.stringify({ at: new Date(atUs / 1000).toISOString(), ...message })}\n`).join('');
}

function textOf({ event, people, preview = '', error = '' }: DiagnosticsMessage): string {
  return `${event} ${people.join(' ')} ${error} ${preview}`.toLowerCase();
}
