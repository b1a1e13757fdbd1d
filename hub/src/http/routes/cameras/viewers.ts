import { viewerReportSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { LiveServices } from '../../../process/services.ts';
import { route, type Route } from '../../routing/route.ts';

const RENDITIONS = { 1: 'full', 2: 'half', 4: 'quarter' } as const;

export function viewerRoutes({ fanout }: LiveServices): Route[] {
  return [
    route({
      method: 'get',
      path: '/viewers',
      tag: 'Service',
      summary: 'List all current viewers with their delivery statistics',
      allow: 'viewer:list',
      answer: { schema: z.object({ viewers: z.array(viewerReportSchema) }) },
      handle: () => ({
        viewers: fanout.streams.flatMap((stream) =>
          stream.reports.map(({ divisor, ...report }) => ({ cameraId: stream.camera.id, rendition: RENDITIONS[divisor], ...report })),
        ),
      }),
    }),
  ];
}
