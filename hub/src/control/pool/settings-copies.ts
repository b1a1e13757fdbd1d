/** Copies settings from one camera to others. */
import type { copySettingsSchema, CopyResult, FieldIssue, SettingsCopy, SettingsFile } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { HubError, invalidField } from '../../errors.ts';
import type { Caller } from '../../people/caller.ts';
import { authorizeAt } from '../../people/policies.ts';
import type { CameraGroups } from '../../persistence/rows/camera-groups.ts';
import type { Commands } from '../commands.ts';
import type { Control } from '../desk.ts';
import type { Journal } from '../journal.ts';
import { readBackIssues } from './read-back.ts';
import { authorizeSome, failureOf, targetsOf } from './targets.ts';

export interface SettingsCopiesParts {
  readonly commands: Pick<Commands, 'exportSettings' | 'importSettings'>;
  readonly control: Pick<Control, 'state' | 'act'>;
  readonly groups: Pick<CameraGroups, 'get'>;
  readonly journal: Journal;
  readonly logger: Logger;
}

/** What is copied: the settings of the source, and those that it does not have. */
interface Content {
  readonly file: SettingsFile;
  readonly missing: readonly FieldIssue[];
}

export class SettingsCopies {
  readonly #parts: SettingsCopiesParts;

  constructor(parts: SettingsCopiesParts) {
    this.#parts = parts;
  }

  /**
   * A camera takes what is within its limits, and leaves out the rest. A camera that fails does not stop the others.
   * @throws {HubError} when the source cannot be read, not_found for the group, or validation_failed without other cameras
   */
  async copy({ from, settings, ...targets }: z.output<typeof copySettingsSchema>, person: Caller): Promise<SettingsCopy> {
    const { commands, groups, journal } = this.#parts;
    const targeted = await targetsOf(groups, targets);
    const cameraIds = targeted.cameraIds.filter((cameraId) => cameraId !== from);
    if (cameraIds.length === 0) throw invalidField({ path: 'cameraIds', message: 'names no camera other than the source' });
    authorizeSome(person, 'settings:update', cameraIds);
    const content = selected(await commands.exportSettings(from), settings);
    const results = await Promise.all(cameraIds.map((cameraId) => this.#one(cameraId, content, person)));
    journal({ actor: person, action: 'settings.copy', subject: from, details: { to: cameraIds, ...(settings && { settings }) } });
    return { results };
  }

  async #one(cameraId: string, content: Content, person: Caller): Promise<CopyResult> {
    try {
      authorizeAt(person, 'settings:update', cameraId);
      const wasFree = this.#parts.control.state(cameraId).holder === null;
      try {
        return await this.#apply(cameraId, content, person);
      } finally {
        if (wasFree) await this.#release(cameraId, person);
      }
    } catch (error) {
      return { cameraId, applied: {}, skipped: [], error: failureOf(error, cameraId, this.#parts.logger) };
    }
  }

  /** The camera refuses all settings when one is beyond its limits. Those are left out until it accepts the rest. */
  async #apply(cameraId: string, { file, missing }: Content, person: Caller): Promise<CopyResult> {
    const pending = { ...file.settings };
    const skipped = [...missing];
    while (Object.keys(pending).length > 0) {
      try {
        const result = await this.#parts.commands.importSettings(cameraId, { ...file, settings: pending }, person);
        const different = readBackIssues(result.applied, result.settings);
        const names = new Set(different.map(({ path }) => path));
        const applied = Object.fromEntries(Object.entries(result.applied).filter(([name]) => !names.has(name)));
        return { cameraId, applied, skipped: [...skipped, ...result.leftOut, ...different] };
      } catch (error) {
        const refused = refusedSettings(error, pending);
        if (refused.length === 0) throw error;
        for (const issue of refused) Reflect.deleteProperty(pending, settingOf(issue));
        skipped.push(...refused);
      }
    }
    return { cameraId, applied: {}, skipped };
  }

  /** A copy to many cameras must not keep control of them all. */
  async #release(cameraId: string, person: Caller): Promise<void> {
    try {
      await this.#parts.control.act('release', cameraId, person);
    } catch (error) {
      // The camera was not taken, or its hub cannot be reached.
      if (!(error instanceof HubError)) throw error;
    }
  }
}

function selected(file: SettingsFile, names: readonly string[] | undefined): Content {
  if (!names) return { file, missing: [] };
  const has = new Set(Object.keys(file.settings));
  const missing = names.filter((name) => !has.has(name)).map((name) => ({ path: name, message: `the source has no ${name} to copy` }));
  const wanted = new Set(names);
  return { file: { ...file, settings: Object.fromEntries(Object.entries(file.settings).filter(([name]) => wanted.has(name))) }, missing };
}

/** The path of an issue may go into the setting, as in `roi.width`, and some camera services name it in snake case. */
function settingOf({ path }: FieldIssue): string {
  return (path.split('.')[0] ?? '').replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function refusedSettings(error: unknown, pending: object): FieldIssue[] {
  if (!(error instanceof HubError) || error.code !== 'setting_rejected') return [];
  return (error.issues ?? []).filter((issue) => Object.hasOwn(pending, settingOf(issue)));
}
