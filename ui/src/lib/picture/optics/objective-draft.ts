import { createObjectiveSchema, type CreateObjective, type Objective, type UpdateObjective } from '@eyepiece/shared-types';
import { decimal } from '../../text/decimal.ts';

/** Fields of the objective form. */
export interface ObjectiveDraft {
  readonly name: string;
  readonly magnification: string;
  readonly numericalAperture: string;
  readonly immersion: string;
  readonly umPerPixel: string;
}
export type DraftField = keyof ObjectiveDraft;

export type ReadDraft =
  { readonly ok: true; readonly objective: CreateObjective } | { readonly ok: false; readonly errors: Partial<Record<DraftField, string>> };

const FIELD: Record<DraftField, string> = {
  name: 'A name has 1 to 80 characters',
  magnification: 'Magnification is a number above 0, up to 1000',
  numericalAperture: 'Numerical aperture is a number above 0, up to 2',
  immersion: 'Choose one from the list',
  umPerPixel: 'µm per pixel is a number above 0, up to 10000',
};

export function draftOf(objective: Objective | null): ObjectiveDraft {
  const text = (value: number | undefined): string => (value === undefined ? '' : decimal(String(value)));
  return {
    name: objective?.name ?? '',
    magnification: text(objective?.magnification),
    numericalAperture: text(objective?.numericalAperture),
    immersion: objective?.immersion ?? '',
    umPerPixel: text(objective?.umPerPixel),
  };
}

/** Validates the fields by the contract. Accepts a comma as decimal point; an empty field means absent. */
export function readDraft(draft: ObjectiveDraft): ReadDraft {
  const number = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text.trim().replace(',', '.')));
  const parsed = createObjectiveSchema.safeParse({
    name: draft.name,
    magnification: number(draft.magnification),
    numericalAperture: number(draft.numericalAperture),
    immersion: draft.immersion || undefined,
    umPerPixel: number(draft.umPerPixel),
  });
  if (parsed.success) return { ok: true, objective: parsed.data };
  const fields = parsed.error.issues.map(({ path: [field] }) => field as DraftField);
  return { ok: false, errors: Object.fromEntries(fields.map((field) => [field, FIELD[field]])) };
}

/** The changed fields; null for cleared ones. */
export function changeOf(before: Objective, after: CreateObjective): UpdateObjective {
  const names = ['name', 'magnification', 'numericalAperture', 'immersion', 'umPerPixel'] as const;
  const changed = names.filter((name) => before[name] !== after[name]);
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
}
