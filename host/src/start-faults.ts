/** Why a process of ours could not start, as its exit status, so that the launcher can explain it without reading texts. */
export const START_FAULTS = {
  unknown: 1,
  /** A variable is wrong. Another attempt cannot help. */
  configuration: 2,
  database_unavailable: 10,
  /** Wrong password, role or database name. */
  database_refused: 11,
  newer_database: 12,
  wrong_folder: 13,
  folder_denied: 14,
  disk_full: 15,
  port_in_use: 16,
  already_running: 17,
  store_unavailable: 18,
  cluster: 19,
  python_missing: 20,
  packages_missing: 21,
  secrets_damaged: 22,
  /** The user interface cannot be built. Another attempt cannot help. */
  broken_checkout: 23,
} as const;

export type StartFault = keyof typeof START_FAULTS;

export function startFaultOfStatus(status: number | null): StartFault {
  const found = Object.entries(START_FAULTS).find(([, known]) => known === status);
  return found === undefined ? 'unknown' : (found[0] as StartFault);
}

const FILE_FAULTS: Readonly<Record<string, StartFault>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EACCES: 'folder_denied',
  EPERM: 'folder_denied',
  EROFS: 'folder_denied',
  ENOTDIR: 'folder_denied',
  EEXIST: 'folder_denied',
};

/** The fault of a failed file operation, also when it is the cause of the error; undefined for all others. */
export function fileFault(error: unknown): StartFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // Sockets have the same codes.
  const fault = syscall !== 'listen' && syscall !== 'connect' && code !== undefined ? FILE_FAULTS[code] : undefined;
  return fault ?? fileFault(error.cause);
}
