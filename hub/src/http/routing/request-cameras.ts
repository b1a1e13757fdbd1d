/** The cameras that a request is about, for API keys that may be used only for some cameras. */
import { z } from 'zod';
import { annotationNotFound, jobNotFound, sessionNotFound } from '../../errors.ts';
import type { HubServices } from '../../process/opening/services.ts';
import { uuidOr, uuidOr404 } from './params.ts';
import type { Call, Route } from './route.ts';

type Request = Pick<Call<unknown, unknown>, 'id' | 'query' | 'body'>;
type CameraOf = (id: string) => string | Promise<string>;

/** null stands for a request about no single camera. */
export type RequestCameras = (route: Route, request: Request) => Promise<readonly (string | null)[]>;

type Services = Pick<HubServices, 'captures' | 'sessions' | 'ledger' | 'annotations' | 'registry' | 'config'>;

export function requestCameras({ captures, sessions, ledger, annotations, registry, config }: Services): RequestCameras {
  const ofCapture: CameraOf = async (id) => (await captures.get(uuidOr404(id, 'Capture'))).cameraId;
  /** By the first part of the path, for paths with an id. */
  const owners: Readonly<Partial<Record<string, CameraOf>>> = {
    cameras: (id) => id,
    captures: ofCapture,
    sessions: (id) => sessions.cameraOf(uuidOr(sessionNotFound, id)),
    jobs: async (id) => (await ledger.get(uuidOr(jobNotFound, id))).cameraId,
    annotations: async (id) => (await annotations.place(await annotations.target(uuidOr(annotationNotFound, id)))).cameraId,
  };

  return async (route, request) => {
    const { at } = route;
    if (route.cameras === 'handler') return [];
    if (typeof at === 'function') return [await at({ id: request.id, query: request.query as never, body: request.body as never })];
    const [, first = ''] = route.path.split('/');
    if (first === 'camera') return [registry.default(config.defaultCamera)?.id ?? null];
    const owner = request.id === '' ? undefined : owners[first];
    const ofPath = owner ? [await owner(request.id)] : [];
    // The rights at each capture of a list are checked where it is changed.
    const ofList = at === 'handler' ? [] : await ofQuery(route, request.query);
    const all = [...ofPath, ...ofList];
    return all.length === 0 && at !== 'handler' ? [null] : all;
  };

  /** A filter by camera limits a list to it. */
  async function ofQuery({ query: schema }: Route, query: unknown): Promise<(string | null)[]> {
    if (!(schema instanceof z.ZodObject) || !('cameraId' in schema.shape)) return [];
    const { cameraId, captureId } = query as { cameraId?: string; captureId?: string };
    return [captureId === undefined ? (cameraId ?? null) : await ofCapture(captureId)];
  }
}
