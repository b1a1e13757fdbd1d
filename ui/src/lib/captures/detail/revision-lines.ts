import type { CaptureRevision } from '@eyepiece/shared-types';
import { t } from '../../../languages/translate.ts';

const ACTIONS = { captured: 'captured it', edited: '', trashed: 'deleted it', restored: 'restored it' } as const;
/** The fields of a capture that people edit. */
const FIELDS: Readonly<Record<string, string>> = { label: t('label'), notes: t('notes'), rating: t('rating'), tags: t('tags') };
const SHOWN_CHARACTERS = 80;

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return t('nothing');
  const text = Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function changeText(name: string, before: unknown, after: unknown): string {
  if (name !== 'tags' || !Array.isArray(before) || !Array.isArray(after))
    return `${FIELDS[name] ?? name}: ${valueText(before)} → ${valueText(after)}`;
  const added = after.filter((tag) => !before.includes(tag)).map((tag) => `+ ${String(tag)}`);
  const taken = before.filter((tag) => !after.includes(tag)).map((tag) => `− ${String(tag)}`);
  return `tags: ${[...added, ...taken].join(', ')}`;
}

/** The changes of one revision, one line each. */
export function revisionLines({ action, changes }: CaptureRevision): string[] {
  const lines = Object.entries(changes)
    .filter(([name]) => name !== 'deletedAt')
    .map(([name, { before, after }]) => changeText(name, before, after));
  return ACTIONS[action] === '' ? lines : [ACTIONS[action], ...(action === 'captured' ? [] : lines)];
}
