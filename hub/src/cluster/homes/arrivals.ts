/** Waits for captures that were ordered here. Their uploads may arrive at any hub, and be refused there. */
import type { Capture } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import type { CaptureArrivals } from '../../control/commands.ts';
import type { CaptureService } from '../../library/captures/service.ts';
import type { Homes } from './homes.ts';
import type { Telling } from './mirror/telling.ts';

export interface ArrivalsParts {
  readonly captures: Pick<CaptureService, 'expect' | 'get' | 'on' | 'emit'>;
  readonly homes: Homes;
  readonly telling: Telling;
  readonly logger: Logger;
}

export class Arrivals implements CaptureArrivals {
  readonly #captures: ArrivalsParts['captures'];
  readonly #waiting = new Map<string, () => void>();

  constructor({ captures, homes, telling, logger }: ArrivalsParts) {
    this.#captures = captures;
    captures.on('created', ({ id, cameraId }) => {
      const home = homes.table.of(cameraId);
      if (home && home.hubId !== homes.table.hubId) telling.tell(home.hubId, 'homes:captured', { id });
    });
    captures.on('refused', ({ id, sizeBytes, error, elsewhere }) => {
      if (elsewhere !== true) telling.tellAll('homes:refused', { id, sizeBytes, message: error.message.slice(0, 1000) });
    });
    telling.on('homes:refused', ({ id, sizeBytes, message }) => {
      captures.emit('refused', { id, sizeBytes, error: new HubError('no_space', message), elsewhere: true });
    });
    telling.on('homes:captured', ({ id }, hubId) => {
      logger.debug({ captureId: id, hubId }, 'a capture has arrived at another hub');
      this.#waiting.get(id)?.();
    });
  }

  async expect(id: string, signal: AbortSignal): Promise<Capture> {
    const elsewhere = Promise.withResolvers<'elsewhere'>();
    this.#waiting.set(id, () => elsewhere.resolve('elsewhere'));
    const done = new AbortController();
    const here = this.#captures.expect(id, AbortSignal.any([signal, done.signal]));
    here.catch(() => undefined); // rejects when the capture has arrived elsewhere
    try {
      const arrived = await Promise.race([here, elsewhere.promise]);
      return arrived === 'elsewhere' ? await this.#captures.get(id) : arrived;
    } finally {
      this.#waiting.delete(id);
      done.abort();
    }
  }
}
