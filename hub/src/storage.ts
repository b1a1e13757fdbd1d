/** The lower half of the hub: database, people and captures, opened in order and closed in the opposite one. */
import type { HelloParams } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { Tokens } from './auth/tokens.ts';
import { Users } from './auth/users.ts';

import { openCaptures, type CaptureService } from './captures/service.ts';
import type { Journal } from './commands/commands.ts';
import type { Config } from './config.ts';
import { Audit } from './persistence/audit.ts';
import { rememberCamera } from './persistence/cameras.ts';
import { openDatabase, type Database } from './persistence/orm.ts';
import { Presets } from './persistence/presets.ts';
import type { Secrets } from './secrets.ts';

export interface Storage {
  readonly database: Database;
  readonly audit: Audit;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly captures: CaptureService;
  readonly presets: Presets;
  readonly firstAdmin: { email: string; password?: string } | undefined;
  /** Writes into the audit trail what was done; work goes on when that fails. */
  readonly journal: Journal;
  rememberCamera(hello: HelloParams): Promise<void>;
  close(): Promise<void>;
}

export async function openStorage(config: Config, secrets: Secrets, logger: Logger): Promise<Storage> {
  const database = await openDatabase({ url: config.databaseUrl, logger });
  const warn = (what: string) => (error: unknown) => logger.warn({ err: error }, what);
  try {
    const audit = new Audit(database);
    const users = new Users({ database, audit });
    const admin = await users.ensureFirstAdmin(config.admin);
    const captures = await openCaptures({ database, logger, dataDir: config.dataDir, maxBytes: config.maxCaptureBytes });
    return {
      database,
      audit,
      users,
      captures,
      tokens: new Tokens({ secret: secrets.jwtSecret, lifetimeSeconds: config.sessionSeconds }),
      presets: new Presets(database),
      firstAdmin: admin.created
        ? { email: admin.email, ...(admin.generatedPassword !== undefined && { password: admin.generatedPassword }) }
        : undefined,
      journal: ({ actor, action, subject, details }) => {
        const { address, userId, name } = actor;
        void audit
          .record({ principal: { userId, name }, ...(address !== undefined && { address }), action, subject, details })
          .catch(warn('the audit trail misses an entry'));
      },
      rememberCamera: (hello) => rememberCamera(database, hello).catch(warn('the camera could not be remembered')),
      close: async () => {
        await captures.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
