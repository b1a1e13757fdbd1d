/** Which fault keeps the hub from starting, for its exit status. */
import { AlreadyRunningError } from '@eyepiece/host/data-folder/instance-lock';
import { PrivateFilesError } from '@eyepiece/host/data-folder/private-files';
import { SecretsError } from '@eyepiece/host/data-folder/secrets';
import { fileFault, type StartFault } from '@eyepiece/host/start-faults';
import { ClusterStartError } from '../../cluster/start-error.ts';
import { HubError } from '../../errors.ts';
import { StoreError } from '../../library/store/store-error.ts';
import { CertificateError } from '../../network/tls/authority.ts';
import { WrongDataFolderError } from '../../persistence/data-folder.ts';
import { NewerDatabaseError } from '../../persistence/orm/migrate.ts';
import { ConfigError } from '../config.ts';

/** Errors whose message is one line for the operator. */
const KINDS: readonly (readonly [new (...args: never[]) => Error, StartFault])[] = [
  [ConfigError, 'configuration'],
  [CertificateError, 'configuration'],
  [SecretsError, 'configuration'],
  [AlreadyRunningError, 'already_running'],
  [PrivateFilesError, 'folder_denied'],
  [WrongDataFolderError, 'wrong_folder'],
  [NewerDatabaseError, 'newer_database'],
  [StoreError, 'store_unavailable'],
  [ClusterStartError, 'cluster'],
];
/** SQLSTATE: wrong password, no such role, no such database, no rights for the schema. */
const REFUSALS: readonly unknown[] = ['28P01', '28000', '3D000', '42501'];

export interface StartFailure {
  readonly fault: StartFault;
  /** One line for the operator; undefined where only the error itself explains it. */
  readonly line: string | undefined;
}

export function startFailureOf(error: unknown, port: number): StartFailure {
  const kind = KINDS.find(([type]) => error instanceof type);
  if (kind !== undefined) return { fault: kind[1], line: (error as Error).message };
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    return { fault: 'port_in_use', line: `Port ${port} is in use: stop the other program, or set HUB_PORT` };
  return { fault: databaseFault(error) ?? fileFault(error) ?? 'unknown', line: undefined };
}

function databaseFault(error: unknown): StartFault | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof HubError && error.code === 'no_space') return 'disk_full';
  if (error instanceof HubError && error.code === 'database_unavailable') return refusal(error) ?? 'database_unavailable';
  return refusal(error);
}

function refusal(error: unknown): StartFault | undefined {
  if (!(error instanceof Error)) return undefined;
  return REFUSALS.includes((error as { code?: unknown }).code) ? 'database_refused' : refusal(error.cause);
}
