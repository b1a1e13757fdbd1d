import { viewerReportSchema, type ViewerReport } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { ReaderReport } from '../../../fanout/reader.ts';
import type { LiveServices } from '../../../process/services.ts';
import { route, tagged, type Route } from '../../routing/route.ts';

const RENDITIONS = { 1: 'full', 2: 'half', 4: 'quarter' } as const;

const viewerListSchema = z.object({ viewers: z.array(viewerReportSchema) });

export function viewerRoutes({ fanout }: LiveServices): Route[] {
  return tagged('Service', [
    route.get('/viewers', {
      summary: 'List all current viewers with their delivery statistics',
      allow: 'viewer:list',
      answer: viewerListSchema,
      handle: () => ({
        viewers: fanout.streams.flatMap((stream) => stream.reports.map((report) => presentViewer(stream.camera.id, report))),
      }),
    }),
  ]);
}

function presentViewer(cameraId: string, report: ReaderReport): ViewerReport {
  const { userId, name, address, kind, divisor, video, sent, dropped, window, ackEvery, inFlight, stalled, smallestRoundTripMs } = report;
  return {
    ...{ cameraId, userId, name, address, kind, rendition: video ?? RENDITIONS[divisor], sent, dropped },
    ...(window !== undefined && { window }),
    ...(ackEvery !== undefined && { ackEvery }),
    ...(inFlight !== undefined && { inFlight }),
    ...(stalled !== undefined && { stalled }),
    ...(smallestRoundTripMs !== undefined && { smallestRoundTripMs }),
  };
}
