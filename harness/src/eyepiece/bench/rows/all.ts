import type { Row } from '../bench.ts';
import { camera } from './camera/camera.ts';
import { clients } from './clients/clients.ts';
import { captures } from './library/captures.ts';
import { encoder } from './video/encoder.ts';
import { exporting } from './library/export.ts';
import { fanout } from './viewers/fanout.ts';
import { failover } from './viewers/failover.ts';
import { fall } from './viewers/fall.ts';
import { far } from './viewers/far.ts';
import { firstPicture } from './camera/first-picture.ts';
import { glass } from './camera/glass.ts';
import { join } from './video/join.ts';
import { https } from './viewers/https.ts';
import { idle } from './viewers/idle.ts';
import { library } from './library/library.ts';
import { linear } from './viewers/linear.ts';
import { memory } from './viewers/memory.ts';
import { mjpeg } from './viewers/mjpeg.ts';
import { narrow } from './viewers/narrow.ts';
import { page } from './camera/page.ts';
import { tools } from './camera/tools.ts';
import { rewind } from './camera/rewind.ts';
import { relay } from './viewers/relay.ts';
import { rest } from './library/rest.ts';
import { spread } from './viewers/spread.ts';
import { soak } from './viewers/soak.ts';
import { recovery } from './video/recovery.ts';
import { samples } from './video/samples.ts';
import { videoQuality } from './video/video-quality.ts';
import { video } from './video/video.ts';

/** In the order of measurement. */
export const ROWS: readonly Row[] = [
  fanout,
  mjpeg,
  https,
  narrow,
  fall,
  join,
  far,
  glass,
  firstPicture,
  page,
  tools,
  memory,
  linear,
  relay,
  spread,
  failover,
  idle,
  camera,
  rewind,
  encoder,
  video,
  videoQuality,
  recovery,
  samples,
  clients,
  captures,
  rest,
  library,
  exporting,
  soak,
];
