import { captureFormatSchema, LABEL_MAX, NAME_TEMPLATE_BYTES_MAX } from '@eyepiece/shared-types';
import { z } from 'zod';
import { readPreference, writePreference } from '../../browser/preferences.ts';

const TYPED_MAX = 4000;

/** Options of captures as typed. Notes are not kept: they belong to one picture. */
const choicesSchema = z.object({
  format: captureFormatSchema.nullable(),
  label: z.string().max(LABEL_MAX),
  tags: z.string().max(TYPED_MAX),
  /** Number of frames to average; empty for one. */
  average: z.string().max(12),
  fullFrame: z.boolean(),
  /** Template for the names; empty for the default one. Earlier versions did not have it. */
  nameTemplate: z.string().max(NAME_TEMPLATE_BYTES_MAX).default(''),
});
export type Choices = z.infer<typeof choicesSchema>;

const NONE: Choices = { format: null, label: '', tags: '', average: '', fullFrame: false, nameTemplate: '' };

/** The options that each person chose last on each camera, kept in this browser. */
export class CaptureChoices {
  readonly #key: () => string | null;
  /** By person and camera: what was read or changed on this page. */
  #known = $state.raw<Readonly<Record<string, Choices>>>({});
  /** What the browser kept, read once. */
  readonly #read: Record<string, Choices> = {};

  /** @param key names person and camera; null when either is unknown or nothing is to be kept */
  constructor(key: () => string | null) {
    this.#key = key;
  }

  get now(): Choices {
    const key = this.#key() ?? '';
    return this.#known[key] ?? (key === '' ? NONE : this.#kept(key));
  }

  change(part: Partial<Choices>): void {
    const key = this.#key() ?? '';
    const changed = { ...this.now, ...part };
    this.#known = { ...this.#known, [key]: changed };
    if (key !== '') writePreference(nameOf(key), isNone(changed) ? null : JSON.stringify(changed));
  }

  clear(): void {
    const { format, nameTemplate } = this.now;
    this.change({ ...NONE, format, nameTemplate });
  }

  #kept(key: string): Choices {
    return (this.#read[key] ??= read(key));
  }
}

const nameOf = (key: string): string => `capture.${key}`;

const isNone = (choices: Choices): boolean => JSON.stringify(choices) === JSON.stringify(NONE);

/** Another version of the page may have stored another form. */
function read(key: string): Choices {
  try {
    return choicesSchema.catch(NONE).parse(JSON.parse(readPreference(nameOf(key)) ?? 'null'));
  } catch {
    return NONE;
  }
}
