/** Small JSON messages to all other hubs. They may get lost while Redis is away; `redis.on('up')` tells when to send a state again. */
import type { z } from 'zod';
import type { Logger } from 'pino';
import { FirstTime } from '../../process/limits/first-time.ts';
import type { Redis } from '../redis/redis.ts';

/** One kind of message. The schema drops what a hub of another version adds. */
export interface MessageKind<Schema extends z.ZodType> {
  readonly name: string;
  readonly schema: Schema;
}

export class HubMessages {
  readonly hubId: string;
  readonly #redis: Pick<Redis, 'publish' | 'listen' | 'key'>;
  readonly #logger: Logger;
  readonly #stops: (() => void)[] = [];
  readonly #logged = new FirstTime();

  constructor({ hubId, redis, logger }: { hubId: string; redis: Pick<Redis, 'publish' | 'listen' | 'key'>; logger: Logger }) {
    this.hubId = hubId;
    this.#redis = redis;
    this.#logger = logger;
  }

  /** Sends to the other hubs. @returns whether Redis took the message */
  async send<Schema extends z.ZodType>({ name }: MessageKind<Schema>, content: z.input<Schema>): Promise<boolean> {
    try {
      await this.#redis.publish(this.#channel(name), JSON.stringify({ from: this.hubId, content }));
      return true;
    } catch (error) {
      this.#logger.debug({ err: error, message: name }, 'the other hubs did not get a message');
      return false;
    }
  }

  /** Calls `receive` for each valid message of another hub. */
  receive<Schema extends z.ZodType>(
    { name, schema }: MessageKind<Schema>,
    receive: (content: z.output<Schema>, from: string) => void,
  ): void {
    const stop = this.#redis.listen(this.#channel(name), (message) => {
      const { from, content } = JSON.parse(message.toString()) as { from: string; content: unknown };
      if (from === this.hubId) return;
      const parsed = schema.safeParse(content);
      if (parsed.success) receive(parsed.data, from);
      else this.#notUnderstood(from, name, parsed.error.issues[0]?.message ?? '');
    });
    this.#stops.push(stop);
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #notUnderstood(from: string, name: string, issue: string): void {
    if (!this.#logged.of(`${from} ${name} ${issue}`)) return;
    this.#logger.warn({ from, message: name, issue }, 'a message of another hub is not understood: it has another version');
  }

  #channel(name: string): string {
    return this.#redis.key('messages', name);
  }
}
