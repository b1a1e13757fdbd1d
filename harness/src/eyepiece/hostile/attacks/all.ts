import type { Attack } from '../target.ts';
import { CAMERAS } from './cameras.ts';
import { HOLDING, QUERIES, SIGN_INS } from './connections.ts';
import { CONNECTS } from './connects.ts';
import { ALL_FLOODS, FLOODS } from './floods.ts';
import { GUESTS_FRENZY } from './guests.ts';
import { HTTPS_ATTACKS } from './https.ts';
import { LENGTHS } from './lengths.ts';
import { HTTP_READERS, SOCKET_READERS } from './readers.ts';
import { REPLAYS } from './replay.ts';
import { LIARS } from './viewers.ts';
import { VOLLEYS } from './volleys.ts';

/** In the order of execution. */
const KINDS: readonly Attack[] = [
  ...REPLAYS,
  LENGTHS,
  QUERIES,
  SIGN_INS,
  ...HOLDING,
  ...HTTPS_ATTACKS,
  ...CAMERAS,
  ...VOLLEYS,
  CONNECTS,
  SOCKET_READERS,
  ...HTTP_READERS,
  GUESTS_FRENZY,
  LIARS,
];

/** All kinds of attacks; the floods of all events are one attack. */
export const SHORT_ATTACKS: readonly Attack[] = [...KINDS, ALL_FLOODS];
/** All kinds of attacks, with a separate flood for each event. */
export const LONG_ATTACKS: readonly Attack[] = [...KINDS, ...FLOODS];
export const ATTACKS: readonly Attack[] = [...SHORT_ATTACKS, ...FLOODS];
