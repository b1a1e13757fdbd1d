import { Migration } from '@mikro-orm/migrations';

/** Indexes for the filters of the audit trail. Actions of sign-ins get names that differ from those of capture sessions. */
export class Audit extends Migration {
  override up(): void {
    for (const [before, after] of RENAMED) this.addSql(`update "audit_events" set "action" = '${after}' where "action" = '${before}'`);
    this.addSql('create index "audit_events_action" on "audit_events" ("action", "at", "id")');
    this.addSql('create index audit_events_actor on audit_events (actor_id, at, id) where actor_id is not null');
    this.addSql('create index audit_events_name on audit_events (lower(actor_name) text_pattern_ops, at, id)');
    this.addSql('create index audit_events_subject on audit_events (lower(subject) text_pattern_ops, at, id)');
    this.addSql(
      "create index audit_events_camera on audit_events ((details ->> 'cameraId'), at, id) where details ->> 'cameraId' is not null",
    );
  }

  override down(): void {
    for (const name of ['action', 'actor', 'name', 'subject', 'camera']) this.addSql(`drop index "audit_events_${name}"`);
    for (const [before, after] of RENAMED) this.addSql(`update "audit_events" set "action" = '${before}' where "action" = '${after}'`);
  }
}

const RENAMED = [
  ['session.started', 'sign-in.started'],
  ['session.refused', 'sign-in.refused'],
  ['session.ended', 'sign-in.ended'],
] as const;
