import {
  TRASH_DAYS,
  type FailingPart,
  type LogTail,
  type RetentionDone,
  type RetentionPlan,
  type RetentionRule,
  type StorageRules,
  type StorageUse,
} from '@eyepiece/shared-types';
import type { StorageClient } from '../../clients/storage-client.ts';
import { newUuid, pictureUrl } from './fake-captures.ts';

const ANSWER_MS = 80;
const DAY_MS = 86_400_000;
const BYTES_EACH = 6.4e6;

const of = (captures: number): { captures: number; bytes: number } => ({ captures, bytes: captures * BYTES_EACH });
const use = (id: string, name: string, captures: number) => ({ id, name, ...of(captures) });

/** In-memory storage use and rules. */
export class FakeStorage implements StorageClient {
  logs(): Promise<readonly LogTail[]> {
    return Promise.resolve([{ name: 'bench-3', lines: [{ level: 'error', text: 'the camera is not connected' }] }]);
  }

  failingParts(): Promise<readonly FailingPart[]> {
    return Promise.resolve([]);
  }

  #rules: StorageRules = { trashDays: TRASH_DAYS, quotaBytes: 500e9, retention: [], automatic: false };
  #trashed = 210;

  use(): Promise<StorageUse> {
    return answer({
      freeBytes: 412e9 - 50e9,
      diskFreeBytes: 412e9,
      reserveBytes: 268e6,
      diskBytes: 1e12,
      ...of(21_400),
      trash: of(this.#trashed),
      quotaBytes: this.#rules.quotaBytes,
      byCamera: [use('bench-3', 'Bench 3', 15_200), use('bench-4', 'Bench 4', 6200)],
      bySession: [
        use('a', 'Stage drift over night', 9600),
        use('b', 'Slide 11, overview', 4200),
        use('c', 'Tissue sections, slide 12', 2400),
        { id: null, name: 'No session', ...of(5200) },
      ],
      byPerson: [use('1', 'Ana Novak', 12_000), use('2', 'Ben Kim', 7200), { id: null, name: 'Camera API', ...of(2200) }],
      byDay: Array.from({ length: 30 }, (_, index) => ({
        day: new Date(Date.now() - (29 - index) * DAY_MS).toISOString().slice(0, 10),
        ...of(index % 7 > 4 ? 0 : 80 + ((index * 137) % 420)),
      })),
    });
  }

  rules(): Promise<StorageRules> {
    return answer(this.#rules);
  }

  saveRules(rules: StorageRules): Promise<StorageRules> {
    this.#rules = rules;
    return answer(rules);
  }

  plan(retention: readonly RetentionRule[]): Promise<RetentionPlan> {
    const byRule = retention.map(({ name, olderThanDays }) => ({ name, ...of(Math.max(0, 4000 - olderThanDays * 20)) }));
    const captures = byRule.reduce((sum, rule) => sum + rule.captures, 0);
    const sample = Array.from({ length: Math.min(captures, 24) }, (_, index) => ({
      id: newUuid(),
      filename: `bench-3_20260${(index % 8) + 1}12T101500.000Z.tif`,
      cameraName: 'Bench 3',
      capturedAt: new Date(Date.now() - (200 - index) * DAY_MS).toISOString(),
      sizeBytes: BYTES_EACH,
    }));
    return answer({ id: newUuid(), ...of(captures), byRule, sample });
  }

  planListUrl(): string {
    return 'data:text/csv,id';
  }

  apply(): Promise<RetentionDone> {
    this.#trashed += 400;
    return answer(of(400));
  }

  purge(): Promise<RetentionDone> {
    const done = of(this.#trashed);
    this.#trashed = 0;
    return answer(done);
  }

  thumbnailUrl(captureId: string): string {
    return pictureUrl(captureId);
  }
}

function answer<T>(value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ANSWER_MS));
}
