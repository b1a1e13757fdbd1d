import {
  annotationHistorySchema,
  annotationListSchema,
  annotationRevisionSchema,
  annotationSchema,
  controlStateSchema,
  type Annotation,
  type AnnotationChange,
  type AnnotationPut,
  type AnnotationRevision,
  type AnnotationTarget,
  type ControlState,
  type Point,
} from '@eyepiece/shared-types';
import { z } from 'zod';
import { checked } from '@eyepiece/client/socket/checked';
import type { ControlClient } from '../clients/control-client.ts';
import type { Emitter } from '@eyepiece/client/emitter';
import type { HubEvents } from '../clients/hub-client.ts';
import type { HubSocket } from '@eyepiece/client/socket/reconnecting-socket';
import { rest } from '../rest/rest.ts';
import type { Ask, Reply } from '@eyepiece/client/socket/ask';
import { reportFault } from '../../browser/report-fault.ts';

const changeSchema = z.object({ annotation: annotationSchema, replaced: annotationRevisionSchema.optional() });

/** Empty while this page does not know an epoch. */
export interface ControlEpoch {
  readonly epoch?: number;
}

/** Control, pointers and annotations over REST and the shared Socket.IO connection. */
export class SocketControl implements ControlClient {
  readonly #socket: HubSocket;
  readonly #ask: Ask;
  readonly #epochs = new Map<string, number>();

  constructor(socket: HubSocket, ask: Ask, events: Emitter<HubEvents>) {
    this.#socket = socket;
    this.#ask = ask;
    // The hub sends every camera again after connecting.
    socket.on('disconnect', () => this.#epochs.clear());
    const controlled = checked(
      'control:state',
      controlStateSchema,
      (state) => {
        this.#epochs.set(state.cameraId, state.epoch);
        events.emit('control', state);
      },
      reportFault,
    );
    socket.on('control:state', controlled);
    socket.on('pointer', (pointer) => events.emit('pointer', pointer));
    const changed = checked('annotation:changed', changeSchema, (change) => events.emit('annotation', changeOf(change)), reportFault);
    socket.on('annotation:changed', changed);
  }

  /** The control epoch known to this page, sent with every command to a camera. */
  epochOf(cameraId: string): ControlEpoch {
    const epoch = this.#epochs.get(cameraId);
    return epoch === undefined ? {} : { epoch };
  }

  request(cameraId: string): Promise<ControlState> {
    return this.#control((socket) => socket.emitWithAck('control:request', { cameraId }));
  }

  withdraw(cameraId: string): Promise<ControlState> {
    return this.#control((socket) => socket.emitWithAck('control:withdraw', { cameraId }));
  }

  release(cameraId: string): Promise<ControlState> {
    return this.#control((socket) => socket.emitWithAck('control:release', { cameraId }));
  }

  grant(cameraId: string): Promise<ControlState> {
    return this.#control((socket) => socket.emitWithAck('control:grant', { cameraId }));
  }

  deny(cameraId: string): Promise<ControlState> {
    return this.#control((socket) => socket.emitWithAck('control:deny', { cameraId }));
  }

  take(cameraId: string, reason: string): Promise<ControlState> {
    return this.#control((socket) => socket.emitWithAck('control:take', { cameraId, reason }));
  }

  active(cameraId: string): void {
    if (this.#socket.connected) this.#socket.emit('control:active', { cameraId });
  }

  point(cameraId: string, at: Point | null): void {
    // Pointer positions are not queued: late ones are useless.
    if (this.#socket.connected) this.#socket.volatile.emit('pointer', { cameraId, at });
  }

  async listAnnotations(target: AnnotationTarget): Promise<Annotation[]> {
    const query = target.kind === 'camera' ? { cameraId: target.cameraId } : { captureId: target.captureId };
    return (await rest(annotationListSchema, '/annotations', { query })).annotations;
  }

  async putAnnotation(put: AnnotationPut): Promise<AnnotationChange> {
    const reply = await this.#ask<AnnotationChange>((socket) => socket.emitWithAck('annotation:put', put));
    return changeOf(changeSchema.parse(reply));
  }

  async removeAnnotation(id: string, revision: number): Promise<Annotation> {
    const reply = await this.#ask<{ annotation: Annotation }>((socket) => socket.emitWithAck('annotation:remove', { id, revision }));
    return annotationSchema.parse(reply.annotation);
  }

  async restoreAnnotation(id: string): Promise<Annotation> {
    const reply = await this.#ask<{ annotation: Annotation }>((socket) => socket.emitWithAck('annotation:restore', { id }));
    return annotationSchema.parse(reply.annotation);
  }

  async annotationHistory(id: string): Promise<AnnotationRevision[]> {
    const { revisions } = await rest(annotationHistorySchema, `/annotations/${encodeURIComponent(id)}/history`);
    return revisions.toSorted((one, other) => other.revision - one.revision);
  }

  async #control(send: (socket: ReturnType<HubSocket['timeout']>) => Promise<Reply<{ control: ControlState }>>): Promise<ControlState> {
    return controlStateSchema.parse((await this.#ask<{ control: ControlState }>(send)).control);
  }
}

function changeOf({ annotation, replaced }: z.output<typeof changeSchema>): AnnotationChange {
  return replaced ? { annotation, replaced } : { annotation };
}
