import type { AuditAction, AuditEntry, AuditKind } from '@eyepiece/shared-types';

export const KIND_WORDS: Readonly<Record<AuditKind, string>> = {
  'sign-ins': 'Sign-ins',
  keys: 'API keys',
  people: 'People',
  links: 'Share links',
  control: 'Control of cameras',
  cameras: 'Cameras and settings',
  captures: 'Captures',
  sessions: 'Sessions',
  storage: 'Storage and backups',
  audit: 'Audit trail',
};

const ACTION_WORDS: Readonly<Record<AuditAction, string>> = {
  'sign-in.started': 'Signed in',
  'sign-in.refused': 'Sign-in refused',
  'sign-in.ended': 'Sign-in ended',
  'key.created': 'API key created',
  'key.revoked': 'API key revoked',
  'key.refused': 'API key refused',
  'user.created': 'Account created',
  'user.updated': 'Account changed',
  'share.created': 'Share link created',
  'share.revoked': 'Share link revoked',
  'share.used': 'Share link used',
  'share.refused': 'Share link refused',
  'feed-url.created': 'Feed address created',
  'control.claimed': 'Control taken, camera was free',
  'control.granted': 'Control granted',
  'control.silence': 'Control passed, no answer',
  'control.denied': 'Control denied',
  'control.released': 'Control released',
  'control.disconnected': 'Control ended, disconnected',
  'control.idle': 'Control ended, idle',
  'control.taken': 'Control taken over',
  'control.withdrawn': 'Request for control withdrawn',
  'camera.added': 'Camera added',
  'camera.refused': 'Camera link refused',
  'camera.choose': 'Camera chosen',
  'camera.forget': 'Camera removed',
  'camera.fire': 'Trigger fired',
  'live.stop': 'Live picture stopped',
  'live.start': 'Live picture started',
  'settings.update': 'Settings changed',
  'settings.save': 'Settings saved in the camera',
  'settings.load': 'Settings loaded from the camera',
  'settings.copy': 'Settings copied to other cameras',
  'corrections.update': 'Corrections changed',
  'objective.create': 'Objective added',
  'objective.update': 'Objective changed',
  'objective.delete': 'Objective deleted',
  'objective.choose': 'Objective chosen',
  'preset.created': 'Preset saved',
  'preset.deleted': 'Preset deleted',
  'group.created': 'Camera group created',
  'group.updated': 'Camera group changed',
  'group.deleted': 'Camera group deleted',
  'job.start': 'Job started',
  'job.cancel': 'Job cancelled',
  'job.resume': 'Job resumed',
  'capture.cancel': 'Capture cancelled',
  'capture.deleted': 'Capture moved to the trash',
  'capture.restored': 'Capture restored',
  'captures.trash': 'Captures moved to the trash',
  'captures.restore': 'Captures restored',
  'captures.purge': 'Captures deleted permanently',
  'captures.rate': 'Captures rated',
  'captures.tags': 'Tags of captures changed',
  'download.created': 'Download created',
  'session.start': 'Session started',
  'session.update': 'Session changed',
  'session.end': 'Session ended',
  'session.exported': 'Session exported',
  'storage.rules': 'Storage rules changed',
  'storage.applied': 'Retention rules applied',
  'storage.retained': 'Retention rules applied automatically',
  'trash.emptied': 'Trash emptied',
  'trash.expired': 'Trash expired',
  'backup.created': 'Backup created',
  'backup.restored': 'Backup restored',
  'audit.exported': 'Audit trail exported',
  'audit.expired': 'Old audit entries deleted',
};

/** Hubs of other versions may write further actions, which are shown as they are. */
export function actionText(action: string): string {
  return Object.hasOwn(ACTION_WORDS, action) ? ACTION_WORDS[action as AuditAction] : action;
}

/** "Hub" for what the hub does itself; refused clients have no name. */
export function actorText({ person, address }: Pick<AuditEntry, 'person' | 'address'>): string {
  return person?.name ?? (address === null ? 'Hub' : 'Not signed in');
}

/** The day and time to the second, in local time: "2026-11-30 14:02:11". */
export function auditTimeText(iso: string): string {
  const date = new Date(iso);
  const part = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), part(date.getMonth() + 1), part(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(part).join(':')}`;
}
