/** Handles all events: validate → authorize → run → acknowledge. */
import { EVENT_SCOPES, type AckError, type ClientToServerEvents } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { writtenName, type Caller } from '../people/caller.ts';
import { authorizeKeyCamera, authorizeScope } from '../people/key-policies.ts';
import { authorizeAnywhere, authorizeAt, guestsMayNot, type CameraAction, type HubAction } from '../people/policies.ts';
import { rateLimited, toAckError, toHubError, validationFailed } from '../errors.ts';
import type { HubServices } from '../process/opening/services.ts';
import type { HubSocket } from './io.ts';

type Reply = (reply: { ok: true } | { ok: false; error: AckError }) => void;

type CameraOf = string | null | Promise<string | null>;

interface HubPermission<Schema extends z.ZodType> {
  readonly allow: HubAction;
  /** The camera that the request is about, for API keys that are limited to some; by default its `cameraId`. */
  readonly about?: (request: z.output<Schema>) => CameraOf;
}

interface CameraPermission<Schema extends z.ZodType> {
  readonly allow: CameraAction;
  /** The camera that the request is about, whose role counts; null if it is about no single one. Guests have no roles. */
  readonly at: (request: z.output<Schema>) => CameraOf;
}

interface Answer<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Whether a guest may send this request. Guests are refused by default. */
  readonly guests?: (request: z.output<Schema>) => Promise<boolean> | boolean;
  /** Whether the event adds stored data, and is refused while the disk is almost full. */
  readonly stores?: boolean;
  readonly run: (request: z.output<Schema>) => Promise<object> | object;
}

type Handler<Schema extends z.ZodType> = Answer<Schema> & (HubPermission<Schema> | CameraPermission<Schema>);

/** The caller behind a connection. */
export function personOf(socket: HubSocket): Caller {
  const { principal, address } = socket.data;
  return { ...principal, name: writtenName(principal), address };
}

export type HandlerServices = Pick<HubServices, 'users' | 'logger' | 'diskReserve'>;

/** Creates a listener for `(request, ack?)` events. It never throws: every failure becomes an acknowledgement. */
export function handle<Schema extends z.ZodType>(
  { users, logger, diskReserve }: HandlerServices,
  socket: HubSocket,
  event: keyof ClientToServerEvents,
  handler: Handler<Schema>,
): (request: unknown, ack?: unknown) => void {
  const { schema, guests, stores = false, run } = handler;
  return (request, ack) => {
    const reply: Reply = typeof ack === 'function' ? (ack as Reply) : () => undefined;
    const { connection } = socket.data;
    if (!connection.begin()) {
      reply({ ok: false, error: toAckError(rateLimited('Too many of your events are in progress, wait for their replies', 1)) });
      return;
    }
    void serve()
      .then(reply, (error: unknown) => {
        const known = toHubError(error);
        if (known.code === 'internal') logger.error({ err: known.cause }, 'event failed');
        reply({ ok: false, error: toAckError(error) });
      })
      .finally(() => connection.done());

    async function serve(): Promise<{ ok: true }> {
      const parsed = schema.safeParse(request);
      if (!parsed.success) throw validationFailed(parsed.error);
      socket.data.principal = await users.currentPrincipal(socket.data.principal);
      authorizeScope(socket.data.principal, EVENT_SCOPES[event]);
      authorizeAnywhere(socket.data.principal, handler.allow);
      if (socket.data.principal.guest) {
        const may = guests?.(parsed.data);
        // A synchronous result is used in the same turn: the session may end in the next one.
        if ((typeof may === 'object' ? await may : may) !== true) throw guestsMayNot();
      }
      if (stores) await diskReserve.assertRoom();
      if ('at' in handler && !socket.data.principal.guest) {
        const at = handler.at(parsed.data);
        authorizeAt(socket.data.principal, handler.allow, at instanceof Promise ? await at : at);
      }
      if (socket.data.principal.key?.cameraIds) authorizeKeyCamera(socket.data.principal, await cameraOf(handler, parsed.data));
      return { ok: true, ...(await run(parsed.data)) };
    }
  };
}

function cameraOf<Schema extends z.ZodType>(handler: Handler<Schema>, request: z.output<Schema>): CameraOf {
  if ('at' in handler) return handler.at(request);
  if (handler.about) return handler.about(request);
  const { cameraId } = request as { readonly cameraId?: unknown };
  return typeof cameraId === 'string' ? cameraId : null;
}

/** Answers the requests of a connection: call the result with each event and its handler. */
export function answering(services: HandlerServices, socket: HubSocket) {
  return <Schema extends z.ZodType>(event: keyof ClientToServerEvents, handler: Handler<Schema>): void => {
    socket.on(event, handle(services, socket, event, handler));
  };
}

export type Answering = ReturnType<typeof answering>;
