import type { SessionEntry } from '@eyepiece/shared-types';
import { plainNote } from './note-markdown.svelte.ts';
import { ofHub } from '../../../languages/others.ts';

export interface EntryWords {
  readonly text: string;
  /** The capture of the entry, and the link text. */
  readonly link?: { readonly text: string; readonly captureId: string };
  /** Metadata of that capture. */
  readonly facts?: string;
}

/** `took "Gland", bench-3_0042.tif (TIFF, 1280 × 1024, 8 ms, 0 dB)`: verb, capture, metadata. */
const TAKEN = /^(\w+ )(.+?)( \([^()]*\))?$/;

/** Text of a log entry without the person: a note in quotes; for a capture, its link separately. */
export function entryWords(entry: Pick<SessionEntry, 'kind' | 'text' | 'details' | 'deletedAt'>): EntryWords {
  if (entry.kind === 'note') return { text: entry.deletedAt === null ? `“${plainNote(entry.text)}”` : 'deleted a note' };
  const captureId = entry.details['captureId'];
  if (entry.kind !== 'capture' || typeof captureId !== 'string') return { text: ofHub(entry.text) };
  const [, verb = '', what = entry.text, facts] = TAKEN.exec(entry.text) ?? [];
  return { text: ofHub(verb), link: { text: what, captureId }, ...(facts === undefined ? {} : { facts: facts.trim() }) };
}

/** A fault or its end, which is not red; null for other entries. */
export function faultState({ kind, action }: Pick<SessionEntry, 'kind' | 'action'>): 'fault' | 'recovered' | null {
  if (kind !== 'fault') return null;
  return action === 'fault.recovered' ? 'recovered' : 'fault';
}

/** The label of a capture alone, for narrow places: "Gland" of "Gland", bench-3_0042.tif. */
export function shortLink(text: string): string {
  return /^(".+"), [^"]+$/.exec(text)?.[1] ?? text;
}

export const KIND_NAMES = {
  note: 'Notes',
  capture: 'Captures',
  settings: 'Settings',
  control: 'Control',
  job: 'Jobs',
  annotation: 'Annotations',
  fault: 'Faults',
  session: 'Session',
} as const satisfies Record<SessionEntry['kind'], string>;
