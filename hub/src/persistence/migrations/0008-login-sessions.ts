import { Migration } from '@mikro-orm/migrations';

/** Sign-ins, which can be listed and ended. Earlier tokens have no row, so their users must sign in again. */
export class LoginSessions extends Migration {
  override up(): void {
    this.addSql(`create table "login_sessions" (
      "id" uuid not null, "user_id" uuid not null, "share_id" uuid null, "created_at" timestamptz(3) not null,
      "last_used_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "ended_at" timestamptz(3) null,
      "address" text not null, "device" text not null, primary key ("id"))`);
    this.addSql('create index login_sessions_of_user on login_sessions (user_id)');
    this.addSql('create index login_sessions_of_share on login_sessions (share_id) where share_id is not null');
    this.addSql('create index login_sessions_expiry on login_sessions (expires_at)');
  }

  override down(): void {
    this.addSql('drop table "login_sessions"');
  }
}
