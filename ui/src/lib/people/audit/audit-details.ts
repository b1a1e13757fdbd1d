import type { AuditEntry } from '@eyepiece/shared-types';
import { t } from '../../../languages/translate.ts';
import { decimal } from '../../text/decimal.ts';
import { sizeText } from '../../text/size-text.ts';
import { auditTimeText } from './audit-text.ts';

/** Fields that the hub writes. Others, such as those of settings and of other versions, keep their names. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  addresses: t('addresses'),
  cameraId: t('camera'),
  cameraIds: t('cameras'),
  cameraRoles: t('roles at cameras'),
  captures: t('captures'),
  channel: t('channel'),
  count: t('count'),
  disabled: t('disabled'),
  driver: t('driver'),
  ended: t('sign-ins ended'),
  entries: t('entries'),
  expiresAt: t('until', undefined, 'time'),
  filename: t('file'),
  files: t('files'),
  first: t('first administrator'),
  from: t('from', undefined, 'person'),
  kind: t('kind'),
  label: t('label'),
  model: t('model'),
  name: t('name'),
  objective: t('objective'),
  others: t('all others'),
  password: t('password'),
  reason: t('reason'),
  role: t('role'),
  scopes: t('scopes'),
  serial: t('serial number'),
  service: t('service account'),
  sessionId: t('session'),
  signedOut: t('signed out'),
  sizeBytes: t('size'),
  title: t('title'),
  to: t('to', undefined, 'person'),
};
const SHOWN_CHARS = 160;
const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Counts changes of control, for programs. */
const HIDDEN = 'epoch';

/** "role viewer · until 2026-12-07 14:02:11", cut off after some characters. Ids are left out unless there is nothing else. */
export function detailsText(details: AuditEntry['details']): string {
  if (details === null) return 'Many details: export the entries to see them';
  const known = Object.entries(details).filter(([field, value]) => field !== HIDDEN && value !== null && value !== '');
  const telling = known.filter(([, value]) => !(typeof value === 'string' && UUID.test(value)));
  const text = (telling.length === 0 ? known : telling).map(([field, value]) => fieldText(field, value)).join(' · ');
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}

function fieldText(field: string, value: unknown): string {
  const words = Object.hasOwn(FIELD_WORDS, field) ? (FIELD_WORDS[field] ?? field) : field;
  if (value === true) return words;
  return `${words} ${field.endsWith('Bytes') && typeof value === 'number' ? sizeText(value) : valueText(value)}`;
}

function valueText(value: unknown): string {
  if (value === false) return t('no');
  if (typeof value === 'number') return decimal(String(value));
  if (typeof value === 'string') return ISO_TIME.test(value) ? auditTimeText(value) : value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number')) return value.join(', ');
  const parts = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const isFlat = parts.length > 0 && parts.every(([, part]) => typeof part !== 'object');
  return isFlat ? parts.map(([name, part]) => `${name} ${valueText(part)}`).join(', ') : JSON.stringify(value);
}
