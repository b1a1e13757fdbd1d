/**
 * Socket.IO events for the clients of all hubs, over Redis' sharded messages: a hub subscribes to the rooms that it has.
 *
 * The library publishes before it sends to the local clients. Here the local clients come first and do not wait for
 * Redis, so that they get their events, in order, while it is away or slow. Frames do not pass the adapter.
 */
import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Namespace } from 'socket.io';
import { Adapter, MessageType, type BroadcastOptions, type ClusterAdapter } from 'socket.io-adapter';
import type { MessageListener, Redis } from '../redis/redis.ts';

type EventRedis = Pick<Redis, 'publish' | 'listen' | 'send' | 'key'>;
export type EventAdapter = (namespace: Namespace) => Adapter;

/** The library keeps `publish` to its subclasses. */
type Publishing = Adapter & { publish(message: object): void };

/** @param onLost called for every event that the clients of other hubs miss */
export function eventAdapter(redis: EventRedis, onLost: () => void): EventAdapter {
  const channelPrefix = redis.key('events');
  const create = createShardedAdapter(publisher(redis, onLost), subscriber(redis), { channelPrefix, subscriptionMode: 'dynamic' });
  // Socket.IO calls it with `new`.
  return function (namespace) {
    const adapter = create(namespace) as ClusterAdapter as unknown as Publishing;
    adapter.broadcast = (packet: object, options: BroadcastOptions) => {
      const { rooms, except, flags } = options;
      // Sends to the local clients only.
      Adapter.prototype.broadcast.call(adapter, packet, options);
      if (flags?.local === true) return;
      adapter.publish({ type: MessageType.BROADCAST, data: { packet, opts: { rooms: [...rooms], except: [...(except ?? [])], flags } } });
    };
    return adapter;
  };
}

/** The parts of a client of the package `redis` that the adapter uses. */
function publisher(redis: EventRedis, onLost: () => void) {
  return {
    sPublish: (channel: string, message: string | Uint8Array): Promise<number> => {
      redis.publish(channel, typeof message === 'string' ? message : Buffer.from(message)).catch(onLost);
      return Promise.resolve(0);
    },
    // The adapter takes clients with this method for those of the package `redis`.
    sSubscribe: () => undefined,
    sendCommand: (args: string[]) => redis.send(args),
  };
}

/** Subscriptions survive reconnections, which those of the adapter would not. */
function subscriber(redis: EventRedis) {
  const stops = new Map<string, () => void>();
  return {
    sSubscribe: (channel: string, listener: MessageListener): void => {
      stops.get(channel)?.();
      stops.set(channel, redis.listen(channel, listener));
    },
    sUnsubscribe: (channel: string): void => {
      stops.get(channel)?.();
      stops.delete(channel);
    },
  };
}
