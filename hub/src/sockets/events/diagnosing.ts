/** diagnostics:watch, diagnostics:unwatch: the diagnostics of the hub, for administrators. */
import { diagnosticsWatchSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import type { Subscriber } from '../../process/diagnostics/diagnostics.ts';
import { toAckError } from '../../errors.ts';
import { may } from '../../people/policies.ts';
import type { OperationsServices, PeopleServices } from '../../process/opening/services.ts';
import type { Answering } from '../handle.ts';
import type { HubSocket } from '../io.ts';

/** A client with more unsent data gets no update until it has read the earlier ones. */
const MAX_UNSENT_BYTES = 256 * 1024;

export function diagnosing({ diagnostics, access }: PeopleServices & OperationsServices, answer: Answering, socket: HubSocket): void {
  const { connection } = socket.data;
  let end = (): void => undefined;
  const subscriber: Subscriber = {
    get drained() {
      return connection.unsent.bytes < MAX_UNSENT_BYTES;
    },
    send: (update) => void socket.emit('diagnostics', update),
  };

  answer('diagnostics:watch', {
    schema: diagnosticsWatchSchema,
    allow: 'diagnostics:view',
    run: ({ messages }) => {
      end(); // watching again replaces the earlier subscription
      if (!socket.connected) return { samples: [] };
      const unsubscribe = diagnostics.subscribe(subscriber, messages);
      const release = access.hold({
        principal: socket.data.principal,
        allows: (principal) => may(principal, 'diagnostics:view'),
        end: (error) => {
          end();
          socket.emit('diagnostics:ended', toAckError(error));
        },
      });
      end = () => {
        unsubscribe();
        release();
      };
      return { samples: diagnostics.samples };
    },
  });

  answer('diagnostics:unwatch', {
    schema: z.strictObject({}),
    allow: 'diagnostics:view',
    run: () => {
      end();
      return {};
    },
  });

  socket.on('disconnect', () => end());
}
