import { snapshotsOf } from './picture/exact-request.ts';
import type { VideoAbility } from './player.ts';
import { videoSupported } from './video/video-support.ts';

/** The ability of this browser. */
export const videoAbility: VideoAbility = { supported: videoSupported, snapshotsOf };
