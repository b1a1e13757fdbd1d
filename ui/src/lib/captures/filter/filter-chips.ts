/** Labels of the library's filters. */
import type { Facets } from '@eyepiece/shared-types';
import type { CaptureFilter } from '../../hub/clients/hub-client.ts';
import { localDay, shortDayText } from '../../text/clock-text.ts';
import { FORMAT_NAMES } from '../../text/format-names.ts';
import type { FilterField, FilterPart } from './library-filter.ts';
import { decimal } from '../../text/decimal.ts';

export interface FilterChip {
  readonly name: string;
  readonly value: string;
  /** The change that removes the filter. */
  readonly without: FilterPart;
}

function rangeText(from: number | undefined, to: number | undefined, unit: string): string {
  const [min, max] = [from, to].map((value) => (value === undefined ? undefined : decimal(String(value))));
  if (min !== undefined && max !== undefined) return min === max ? `${min} ${unit}` : `${min} – ${max} ${unit}`;
  return min !== undefined ? `from ${min} ${unit}` : `up to ${max} ${unit}`;
}

function dateText(from: string | undefined, to: string | undefined): string {
  if (from && to) return localDay(from) === localDay(to) ? shortDayText(from) : `${shortDayText(from)} – ${shortDayText(to)}`;
  if (from) return `since ${shortDayText(from)}`;
  return to ? `until ${shortDayText(to)}` : '';
}

const nameIn = (list: readonly { id: string; name: string }[] | undefined, id: string): string =>
  list?.find((one) => one.id === id)?.name ?? '…';

/** A chip for every active filter. */
export function filterChips(filter: CaptureFilter, facets: Facets | null): FilterChip[] {
  const {
    q,
    cameraId,
    sessionId,
    userId,
    format,
    jobId,
    shotId,
    copiesOf,
    tag,
    label,
    ratingMin,
    from,
    to,
    exposureMin,
    exposureMax,
    gainMin,
    gainMax,
  } = filter;
  const chip = (name: string, value: string | undefined, ...fields: FilterField[]): FilterChip[] =>
    value === undefined || value === '' ? [] : [{ name, value, without: Object.fromEntries(fields.map((field) => [field, undefined])) }];
  return [
    ...chip('Words', q, 'q'),
    ...chip('Camera', cameraId && nameIn(facets?.cameras, cameraId), 'cameraId'),
    ...chip('Session', sessionId && nameIn(facets?.sessions, sessionId), 'sessionId'),
    ...chip('Person', userId && nameIn(facets?.people, userId), 'userId'),
    ...chip('Rating', ratingMin === undefined ? undefined : `★ ${ratingMin}${ratingMin < 5 ? '+' : ''}`, 'ratingMin'),
    ...chip('Format', format && FORMAT_NAMES[format], 'format'),
    ...chip('Tag', tag, 'tag'),
    ...chip('Label', label, 'label'),
    ...chip('Date', dateText(from, to), 'from', 'to'),
    ...chip(
      'Exposure',
      (exposureMin ?? exposureMax) === undefined ? undefined : rangeText(exposureMin, exposureMax, 'ms'),
      'exposureMin',
      'exposureMax',
    ),
    ...chip('Gain', (gainMin ?? gainMax) === undefined ? undefined : rangeText(gainMin, gainMax, 'dB'), 'gainMin', 'gainMax'),
    ...chip('Job', jobId && 'pictures of one job', 'jobId'),
    ...chip('Together', shotId && 'pictures of several cameras', 'shotId'),
    ...chip('Copies', copiesOf && 'of one capture', 'copiesOf'),
  ];
}
