/** The German catalogue. It loads only where German is shown. */
import type { Catalogue } from '../translate.ts';
import { AUDIT } from './audit.ts';
import { CAPTURES } from './captures.ts';
import { CONTROL } from './control.ts';
import { DISPLAY } from './picture/display.ts';
import { LIBRARY } from './library.ts';
import { LIVE } from './live.ts';
import { OPERATIONS } from './operations.ts';
import { PALETTE } from './palette.ts';
import { PEOPLE } from './people.ts';
import { POOL } from './pool.ts';
import { REWIND } from './picture/rewind.ts';
import { SAMPLES } from './picture/samples.ts';
import { SESSIONS } from './sessions.ts';
import { SHELL } from './shell.ts';
import { TOOLS } from './picture/tools.ts';
import { TRUST } from './trust.ts';

/** No key occurs in two areas. */
export const GERMAN: Catalogue = {
  ...AUDIT,
  ...CAPTURES,
  ...CONTROL,
  ...DISPLAY,
  ...LIBRARY,
  ...LIVE,
  ...OPERATIONS,
  ...PALETTE,
  ...PEOPLE,
  ...POOL,
  ...REWIND,
  ...SAMPLES,
  ...SESSIONS,
  ...SHELL,
  ...TOOLS,
  ...TRUST,
};
export { HUB } from './hub.ts';
