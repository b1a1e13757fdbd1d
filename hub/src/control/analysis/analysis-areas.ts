/** Requests for analysis as camera services read them: the whole picture once, and each distinct area once. */
import {
  ANALYSIS_AREAS,
  areaId,
  type Analysis,
  type AnalysisArea,
  type AnalysisRequest,
  type AnalysisWatchParams,
} from '@eyepiece/shared-types';
import { HubError } from '../../errors.ts';

/** Stands for the whole picture among the ids of areas. */
export const WHOLE_PICTURE = '';

/** Stands for the results of the laboratory's own step; no area has such an id. */
const LAB_STEP = 'lab-step';

/** The id of what an analysis is about, among those of `idsOf`. */
export function idOf({ labStep, area }: Pick<Analysis, 'labStep' | 'area'>): string {
  return labStep ? LAB_STEP : (area ?? WHOLE_PICTURE);
}

/** What one subscriber asks of one camera. */
export interface WatchedParts {
  readonly histogram: boolean;
  readonly focus: boolean;
  readonly labStep: boolean;
  readonly areas: ReadonlyMap<string, AnalysisArea>;
}

export const NO_PARTS: WatchedParts = { histogram: false, focus: false, labStep: false, areas: new Map() };

/** A region has its own histogram and score, so that no other subscriber gets them instead of those of the picture. */
export function partsOf({
  histogram = false,
  focus = false,
  labStep = false,
  region,
  line,
  areas = [],
}: AnalysisRequest & AnalysisWatchParams): WatchedParts {
  const own = new Map(areas.map((area) => [area.id, area]));
  if (region && (histogram || focus)) own.set(areaId({ region }), { id: areaId({ region }), histogram, focus, region });
  if (line) own.set(areaId({ line }), { id: areaId({ line }), line });
  return { histogram: histogram && !region, focus: focus && !region, labStep, areas: own };
}

export function isEmpty({ histogram, focus, labStep, areas }: WatchedParts): boolean {
  return !histogram && !focus && !labStep && areas.size === 0;
}

/** The ids of what the subscriber receives. */
export function idsOf({ histogram, focus, labStep, areas }: WatchedParts): Set<string> {
  return new Set([...(histogram || focus ? [WHOLE_PICTURE] : []), ...(labStep ? [LAB_STEP] : []), ...areas.keys()]);
}

/** What all subscribers of a camera need. Absent fields keep the request readable for a service without areas. */
export function unionOf(all: readonly WatchedParts[]): AnalysisWatchParams {
  const areas = new Map<string, AnalysisArea>();
  for (const area of all.flatMap((parts) => [...parts.areas.values()])) {
    const known = areas.get(area.id);
    areas.set(
      area.id,
      known ? { ...known, histogram: either(known.histogram, area.histogram), focus: either(known.focus, area.focus) } : area,
    );
  }
  return {
    histogram: all.some(({ histogram }) => histogram),
    focus: all.some(({ focus }) => focus),
    ...(all.some(({ labStep }) => labStep) && { labStep: true }),
    ...(areas.size > 0 && { areas: [...areas.values()] }),
  };
}

function either(one = false, other = false): boolean {
  return one || other;
}

/** @throws {HubError} limit_reached when a camera would have too many areas, or one person too many of them */
export function checkAreas(all: readonly WatchedParts[], ofPerson: readonly WatchedParts[]): void {
  const count = (parts: readonly WatchedParts[]): number => new Set(parts.flatMap(({ areas }) => [...areas.keys()])).size;
  const { most, mostPerPerson } = ANALYSIS_AREAS;
  if (count(ofPerson) > mostPerPerson)
    throw new HubError('limit_reached', `You already measure ${mostPerPerson} regions and lines of this camera, which is the limit`);
  if (count(all) > most)
    throw new HubError('limit_reached', `${most} regions and lines of this camera are measured already, which is the limit`);
}
