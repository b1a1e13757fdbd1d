import { type RetentionRule, type StorageRules, storageRulesSchema } from '@eyepiece/shared-types';
import { t } from '../../languages/translate.ts';
import { counted } from '../text/count-text.ts';
import { rounded } from '../text/decimal.ts';

const GB = 1e9;

export function newRule(number: number): RetentionRule {
  return { name: `Rule ${number}`, cameraId: null, olderThanDays: 180, keepRated: 1, keepTagged: true, keepInSession: true };
}

/** A rule as a sentence: "Captures of Bench 3 older than 180 days, except with stars, tags or a session." */
export function ruleText(rule: RetentionRule, cameraName: (id: string) => string): string {
  const whose = rule.cameraId === null ? 'Captures' : `Captures of ${cameraName(rule.cameraId)}`;
  const stars = rule.keepRated === null ? [] : [rule.keepRated === 1 ? t('stars') : `${rule.keepRated} stars or more`];
  const kept = [...stars, ...(rule.keepTagged ? [t('tags', undefined, 'with')] : []), ...(rule.keepInSession ? ['a session'] : [])];
  const last = kept.pop();
  const list = kept.length > 0 ? `${kept.join(', ')} or ${last}` : last;
  return `${whose} older than ${counted(rule.olderThanDays, '{0} day', '{0} days', String(rule.olderThanDays))}${list ? `, except with ${list}` : ''}.`;
}

/** Parses a quota in GB; empty means none. Undefined: invalid. */
export function parseQuota(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const gigabytes = Number(text.trim().replace(',', '.'));
  return Number.isFinite(gigabytes) && gigabytes > 0 ? Math.round(gigabytes * GB) : undefined;
}

export function quotaText(bytes: number | null): string {
  return bytes === null ? '' : rounded(bytes / GB, 3);
}

/** Errors in rules by field path; empty when valid. */
export function ruleFaults(rules: StorageRules | null): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  if (!rules) return faults;
  for (const { path } of storageRulesSchema.safeParse(rules).error?.issues ?? []) {
    const field = path.at(-1);
    faults.set(
      path.join('.'),
      field === 'name' ? 'A name of 1 to 80 characters' : field === 'trashDays' ? '1 to 3650 days' : '1 to 36 500 days',
    );
  }
  const names = rules.retention.map(({ name }) => name.trim());
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index) faults.set(`retention.${index}.name`, 'Another rule has this name');
  });
  return faults;
}
