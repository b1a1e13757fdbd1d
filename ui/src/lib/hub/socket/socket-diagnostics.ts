import { diagnosticsSchema, processSampleSchema, type ProcessSample } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { DiagnosticsClient } from '../clients/diagnostics-client.ts';
import type { Emitter } from '@eyepiece/client/emitter';
import { HubError } from '@eyepiece/client/hub-error';
import type { HubEvents } from '../clients/hub-client.ts';
import { onChecked } from '@eyepiece/client/socket/checked';
import type { HubSocket } from '@eyepiece/client/socket/reconnecting-socket';
import type { Ask } from '@eyepiece/client/socket/ask';
import { reportFault } from '../../browser/report-fault.ts';

const samplesSchema = z.array(processSampleSchema);

/** Diagnostics over the shared Socket.IO connection. */
export class SocketDiagnostics implements DiagnosticsClient {
  readonly #socket: HubSocket;
  readonly #ask: Ask;

  constructor(socket: HubSocket, ask: Ask, events: Emitter<HubEvents>) {
    this.#socket = socket;
    this.#ask = ask;
    onChecked(socket, 'diagnostics', diagnosticsSchema, (update) => events.emit('diagnostics', update), reportFault);
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
