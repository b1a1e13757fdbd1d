/** Everything the edges (http, sockets) may use. Put together in hub.ts. */
import type { Logger } from 'pino';
import type { Tokens } from './auth/tokens.ts';
import type { Users } from './auth/users.ts';
import type { CaptureService } from './captures/service.ts';
import type { CameraCommands } from './commands/commands.ts';
import type { Config } from './config.ts';
import type { Fanout } from './fanout/fanout.ts';
import type { CameraRegistry } from './ingest/registry.ts';
import type { Metrics } from './metrics.ts';
import type { Audit } from './persistence/audit.ts';
import type { Database } from './persistence/orm.ts';
import type { Presets } from './persistence/presets.ts';

export interface HubServices {
  readonly config: Config;
  readonly version: string;
  readonly logger: Logger;
  readonly cameraToken: string;
  readonly database: Database;
  readonly audit: Audit;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly registry: CameraRegistry;
  readonly fanout: Fanout;
  readonly metrics: Metrics;
  readonly commands: CameraCommands;
  readonly captures: CaptureService;
  readonly presets: Presets;
}
