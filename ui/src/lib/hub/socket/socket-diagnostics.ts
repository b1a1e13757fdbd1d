import { diagnosticsSchema, processSampleSchema, type ProcessSample } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { DiagnosticsClient } from '../clients/diagnostics-client.ts';
import type { Emitter } from '../emitter.ts';
import { HubError } from '../hub-error.ts';
import type { HubEvents } from '../clients/hub-client.ts';
import { onChecked } from './checked.ts';
import type { HubSocket } from './reconnecting-socket.ts';
import type { Ask } from './socket-instrument.ts';

const samplesSchema = z.array(processSampleSchema);

/** Diagnostics over the shared Socket.IO connection. */
export class SocketDiagnostics implements DiagnosticsClient {
  readonly #socket: HubSocket;
  readonly #ask: Ask;

  constructor(socket: HubSocket, ask: Ask, events: Emitter<HubEvents>) {
    this.#socket = socket;
    this.#ask = ask;
    onChecked(socket, 'diagnostics', diagnosticsSchema, (update) => events.emit('diagnostics', update));
    socket.on('diagnostics:ended', ({ code, message }) => events.emit('diagnosticsEnded', new HubError(code, message)));
  }

  async watch(messages: boolean): Promise<ProcessSample[]> {
    const reply = await this.#ask<{ samples: readonly ProcessSample[] }>((socket) => socket.emitWithAck('diagnostics:watch', { messages }));
    return samplesSchema.parse(reply.samples);
  }

  unwatch(): void {
    if (this.#socket.connected) this.#socket.emit('diagnostics:unwatch', {});
  }
}
