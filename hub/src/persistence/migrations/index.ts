import { Initial } from './0001-initial.ts';
import { Jobs } from './0002-jobs.ts';
import { AnnotationsAndShares } from './0003-annotations-and-shares.ts';
import { Sessions } from './0004-sessions.ts';
import { Library } from './0005-library.ts';
import { Storage } from './0006-storage.ts';
import { Words } from './0007-words.ts';
import { LoginSessions } from './0008-login-sessions.ts';
import { Limits } from './0009-limits.ts';
import { Installation } from './0010-installation.ts';
import { CameraHomes } from './0011-camera-homes.ts';
import { Archives } from './0012-archives.ts';
import { CaptureNames } from './0013-capture-names.ts';
import { Audit } from './0014-audit.ts';
import { CameraRoles } from './0015-camera-roles.ts';
import { ApiKeys } from './0016-api-keys.ts';
import { RemovedCaptures } from './0017-removed-captures.ts';
import { CameraGroups } from './0018-camera-groups.ts';
import { FilteredCopies } from './0019-filtered-copies.ts';

/**
 * All migrations, oldest first. Names never change after a release. Hubs of the version before go on running after a
 * migration, so it adds tables, and columns with a default; it renames and drops nothing that they use. See ADR 41.
 */
export const MIGRATIONS = [
  { name: '0001-initial', class: Initial },
  { name: '0002-jobs', class: Jobs },
  { name: '0003-annotations-and-shares', class: AnnotationsAndShares },
  { name: '0004-sessions', class: Sessions },
  { name: '0005-library', class: Library },
  { name: '0006-storage', class: Storage },
  { name: '0007-words', class: Words },
  { name: '0008-login-sessions', class: LoginSessions },
  { name: '0009-limits', class: Limits },
  { name: '0010-installation', class: Installation },
  { name: '0011-camera-homes', class: CameraHomes },
  { name: '0012-archives', class: Archives },
  { name: '0013-capture-names', class: CaptureNames },
  { name: '0014-audit', class: Audit },
  { name: '0015-camera-roles', class: CameraRoles },
  { name: '0016-api-keys', class: ApiKeys },
  { name: '0017-removed-captures', class: RemovedCaptures },
  { name: '0018-camera-groups', class: CameraGroups },
  { name: '0019-filtered-copies', class: FilteredCopies },
];
