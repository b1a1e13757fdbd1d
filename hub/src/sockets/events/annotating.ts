/** annotation:put, annotation:remove, annotation:restore: shared annotations. */
import { annotationPutSchema, annotationRemoveSchema } from '@eyepiece/shared-types';
import type { LibraryServices, SessionServices } from '../../process/opening/services.ts';
import type { Audience } from '../audience.ts';
import { personOf, type Answering } from '../handle.ts';
import type { HubSocket } from '../io.ts';

const restoreSchema = annotationRemoveSchema.pick({ id: true });

export function annotating({ annotations, sessions }: LibraryServices & SessionServices, answer: Answering, socket: HubSocket): void {
  const inScope = async ({ id }: { id: string }): Promise<boolean> =>
    annotations.mayView(socket.data.principal, await annotations.target(id), sessions);

  const at = async ({ id }: { id: string }): Promise<string> => (await annotations.place(await annotations.target(id))).cameraId;

  answer('annotation:put', {
    schema: annotationPutSchema,
    allow: 'annotation:edit',
    at: async ({ target }) => (await annotations.place(target)).cameraId,
    stores: true,
    guests: ({ target }) => annotations.mayView(socket.data.principal, target, sessions),
    run: (request) => annotations.put(request, personOf(socket)),
  });

  answer('annotation:remove', {
    schema: annotationRemoveSchema,
    allow: 'annotation:edit',
    at,
    guests: inScope,
    run: ({ id, revision }) => annotations.remove(id, revision, personOf(socket)),
  });

  answer('annotation:restore', {
    schema: restoreSchema,
    allow: 'annotation:edit',
    at,
    stores: true,
    guests: inScope,
    run: ({ id }) => annotations.restore(id, personOf(socket)),
  });
}

export function announceAnnotations({ annotations }: LibraryServices, audience: Audience): void {
  annotations.on('changed', (change, { cameraId, sessionId }) => {
    const isLive = change.annotation.target.kind === 'camera';
    const event = 'annotation:changed';
    (isLive ? audience.aboutCamera(event, cameraId) : audience.aboutSession(event, sessionId, cameraId)).emit(event, change);
  });
}
