import type { Capture, CaptureSession, Objective, Preset } from '@eyepiece/shared-types';
import { titleOf } from '../captures/capture-title.ts';
import { momentText } from '../text/clock-text.ts';
import type { Route } from '../shell/navigation/router.svelte.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { t } from '../../languages/translate.ts';
import { significant } from '../text/decimal.ts';

type Go = (route: Exclude<Route, { view: 'lost' }>) => void;

/** @param words further words under which they are found */
export function captureEntries(captures: readonly Capture[], go: Go, words = ''): PaletteEntry[] {
  return captures.map((capture) => {
    const { id, name, capturedAt, user, tags } = capture;
    return {
      id: `capture.${id}`,
      group: 'Captures',
      name: titleOf(capture),
      detail: `${momentText(capturedAt)}${user ? ` · ${user.name}` : ''}`,
      search: `${words} capture picture ${name} ${tags.join(' ')} ${user?.name ?? ''}`,
      run: () => go({ view: 'detail', captureId: id }),
    };
  });
}

export function sessionEntries(sessions: readonly CaptureSession[], go: Go): PaletteEntry[] {
  return sessions.map(({ id, title, tags, endedAt }) => ({
    id: `session.${id}`,
    group: 'Sessions',
    name: title,
    detail: endedAt === null ? t('open') : t('ended'),
    search: `session ${tags.join(' ')}`,
    run: () => go({ view: 'session', sessionId: id }),
  }));
}

export function objectiveEntries(
  objectives: readonly Objective[],
  current: string | undefined,
  whyNot: string | null,
  choose: (id: string) => unknown,
): PaletteEntry[] {
  return objectives.map(({ id, name, umPerPixel }) => ({
    id: `objective.${id}`,
    group: 'Objectives',
    name: `Objective: ${name}`,
    detail: id === current ? 'in use' : umPerPixel === undefined ? 'not calibrated' : `${significant(umPerPixel, 4)} µm per pixel`,
    search: 'lens magnification scale',
    whyNot,
    run: () => choose(id),
  }));
}

export function presetEntries(presets: readonly Preset[], whyNot: string | null, apply: (preset: Preset) => unknown): PaletteEntry[] {
  return presets.map((preset) => ({
    id: `preset.${preset.id}`,
    group: 'Presets',
    name: `Preset: ${preset.name}`,
    search: 'apply load settings',
    whyNot,
    run: () => apply(preset),
  }));
}
