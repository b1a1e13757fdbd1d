/** Access to what is outside the OpenAPI document: pages, documents, and the routes of camera services. */
import { createHash, randomUUID } from 'node:crypto';
import type { ErrorCode, RouteScope } from '@eyepiece/shared-types';
import type { Policy } from './policy.ts';
import type { Request } from './route-policies.ts';
import type { Scene } from './scene.ts';

/** Routes outside the OpenAPI document. */
export const OTHER_POLICIES: Record<string, Policy & { readonly scope: RouteScope }> = {
  'GET /health': { from: 'anyone', scope: 'public' },
  'GET /ready': { from: 'anyone', scope: 'public' },
  'GET /openapi.json': { from: 'anyone', scope: 'public' },
  'GET /asyncapi.json': { from: 'anyone', scope: 'public' },
  'GET /docs/events': { from: 'anyone', scope: 'public' },
  'GET /docs': { from: 'anyone', scope: 'public' },
  'GET /metrics': { from: 'operator', roleOf: 'hub', scope: 'watch' },
};

export interface CameraRoute {
  readonly ask: (scene: Scene) => Promise<Request>;
  readonly answer: number | ErrorCode;
}

/** Routes for camera services: only a camera token is accepted. */
export const CAMERA_ROUTES: Record<string, CameraRoute> = {
  'PUT /ingest/v1/captures/{id}': {
    answer: 201,
    ask: async ({ stage }) => {
      const id = randomUUID();
      const { metadata, jpeg } = await stage.makeCapture({ captureId: id });
      const digest = createHash('sha256').update(jpeg).digest('base64');
      const headers = {
        'content-type': 'image/jpeg',
        'content-digest': `sha-256=:${digest}:`,
        'eyepiece-metadata': Buffer.from(JSON.stringify(metadata)).toString('base64url'),
      };
      return { id, body: new Uint8Array(jpeg), headers };
    },
  },
  // A JPEG needs no preview: the hub answers with a conflict.
  'PUT /ingest/v1/captures/{id}/preview': {
    answer: 'conflict',
    ask: async ({ stage, capture: { id } }) => {
      const { jpeg } = await stage.makeCapture({ captureId: id });
      return { id, body: new Uint8Array(jpeg), headers: { 'content-type': 'image/jpeg' } };
    },
  },
};
