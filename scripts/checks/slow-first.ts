import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of whole systems and programs: short files that take long. */
const SLOW =
  /\/(hub\/test\/(system|maintenance|cluster\/processes)\/|harness\/test\/eyepiece\/hostile|scripts\/launcher\/test\/(start|full-disk)|ui\/e2e\/(failures\/|page\/every-state))/;

/**
 * Vitest starts large files first while it does not know durations. Slow files that start last would run alone while
 * other cores idle.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification): boolean => SLOW.test(moduleId);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}
