import { viewerReportSchema, type ViewerReport } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { ReaderReport } from '../../../fanout/reader.ts';
import type { LiveServices } from '../../../process/opening/services.ts';
import { route, tagged, type Route } from '../../routing/route.ts';

export function viewerRoutes({ fanout }: LiveServices): Route[] {
  return tagged('Service', [
    route.get('/viewers', {
      summary: 'List all current viewers with their delivery statistics',
      allow: 'viewer:list',
      answer: z.object({ viewers: z.array(viewerReportSchema).meta({ description: 'One for each stream' }) }),
      handle: () => ({
        viewers: fanout.streams.flatMap((stream) => stream.reports.map((report) => presentViewer(stream.camera.id, report))),
      }),
    }),
  ]);
}

function presentViewer(cameraId: string, report: ReaderReport): ViewerReport {
  const { userId, name, address, kind, rendition, video, samples, sent, dropped, window, ackEvery } = report;
  const { inFlight, stalled, smallestRoundTripMs, linkBytesPerSecond } = report;
  return {
    ...{ cameraId, userId, name, address, kind, rendition: samples ? 'samples' : (video ?? rendition), sent, dropped },
    ...(window !== undefined && { window }),
    ...(ackEvery !== undefined && { ackEvery }),
    ...(inFlight !== undefined && { inFlight }),
    ...(stalled !== undefined && { stalled }),
    ...(smallestRoundTripMs !== undefined && { smallestRoundTripMs }),
    ...(linkBytesPerSecond !== undefined && { linkBytesPerSecond: Math.round(linkBytesPerSecond) }),
  };
}
