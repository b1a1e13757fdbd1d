import { Migration } from '@mikro-orm/migrations';

/** Zips that any hub can send: downloads of captures and exports of sessions. */
export class Archives extends Migration {
  override up(): void {
    this.addSql(`create table "archives" (
      "id" uuid not null, "kind" text not null, "owner" text not null, "session_id" uuid null, "filename" text not null,
      "files" jsonb null, "bytes" bigint not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null,
      primary key ("id"))`);
    this.addSql('create index "archives_owner" on "archives" ("owner")');
  }

  override down(): void {
    this.addSql('drop table "archives"');
  }
}
