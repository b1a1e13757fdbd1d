/** The edge's side of passed orders: sends an order to the home of a camera, and once more if the connection is lost. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { addClocks, type ShotOrder } from '@eyepiece/shared-types';
import type { Caller } from '../../../people/caller.ts';
import { cameraOffline } from '../../../control/orders.ts';
import { HubError, unauthenticated } from '../../../errors.ts';
import { PeerUnavailable, type PeerConnection } from '../../peers/peer-connection.ts';
import type { Peers } from '../../peers/peers.ts';
import type { Home, HomeTable } from '../home-table.ts';
import {
  ORDER_EVENT,
  ORDER_KINDS,
  passedPersonSchema,
  QUESTION_EVENT,
  QUESTION_KINDS,
  type OrderAnswer,
  type OrderArgs,
  type OrderName,
  type PassedOrder,
  type QuestionAnswer,
  type QuestionArgs,
  type QuestionName,
} from './kinds.ts';

/** The home has its own deadline, which ends first. */
const MARGIN_MS = 2000;
/** Time for the connection to a home to come back, while an order waits for its answer. */
const BACK_MS = 8000;

export interface PassingParts {
  readonly peers: Pick<Peers, 'connectionTo'>;
  readonly table: Pick<HomeTable, 'of' | 'hubId'>;
  /** The deadline of a command that needs this much time at the camera, ms. */
  readonly deadlineMs: (workMs: number) => number;
}

export interface OrderOptions {
  readonly epoch?: number | undefined;
  readonly shot?: ShotOrder | undefined;
  /** Time that the camera itself needs, ms. */
  readonly workMs?: number;
}

export class Passing {
  readonly #parts: PassingParts;

  /** Orders that wait for the connection to a home give up when the camera moves. */
  readonly #moved = new Map<string, AbortController>();

  constructor(parts: PassingParts) {
    this.#parts = parts;
  }

  /** The camera has another home. */
  moved(cameraId: string): void {
    this.#moved.get(cameraId)?.abort();
    this.#moved.delete(cameraId);
  }

  /** Whether another hub is the home of the camera. */
  isElsewhere(cameraId: string): boolean {
    const { table } = this.#parts;
    const home = table.of(cameraId);
    return home !== undefined && home.hubId !== table.hubId;
  }

  /** @throws {HubError} of the home, camera_offline while it cannot be reached, or camera_timeout */
  async order<Name extends OrderName>(
    name: Name,
    cameraId: string,
    args: OrderArgs<Name>,
    caller: Caller,
    { epoch, shot, workMs = 0 }: OrderOptions = {},
  ): Promise<OrderAnswer<Name>> {
    const person = passedPersonSchema.safeParse(caller);
    if (!person.success) throw unauthenticated();
    const order = {
      orderId: randomUUID(),
      name,
      args,
      person: person.data,
      ...(epoch !== undefined && { epoch }),
      ...(shot && { shot: this.#timed(cameraId, shot) }),
    };
    const answer = await this.#send(ORDER_EVENT, cameraId, order satisfies Omit<PassedOrder, 'cameraId' | 'fence'>, workMs);
    return readAnswer(ORDER_KINDS[name].answer, answer) as OrderAnswer<Name>;
  }

  /** @throws as `order` */
  async ask<Name extends QuestionName>(name: Name, cameraId: string, args: QuestionArgs<Name>): Promise<QuestionAnswer<Name>> {
    const answer = await this.#send(QUESTION_EVENT, cameraId, { name, args }, 0);
    return readAnswer(QUESTION_KINDS[name].answer, answer) as QuestionAnswer<Name>;
  }

  /** The order with the clock of the camera's home. */
  #timed(cameraId: string, { clock, ...shot }: ShotOrder): ShotOrder {
    const home = this.#parts.table.of(cameraId);
    const measured = home && this.#parts.peers.connectionTo(home.hubId)?.clock;
    if (!clock || !measured?.isKnown) return shot;
    return {
      ...shot,
      clock: addClocks(clock, { offsetUs: Math.round(measured.offsetUs), uncertaintyUs: Math.ceil(measured.roundTripUs / 2) }),
    };
  }

  async #send(event: string, cameraId: string, message: object, workMs: number): Promise<unknown> {
    const { peers, table, deadlineMs } = this.#parts;
    const home = table.of(cameraId);
    const connection = home && peers.connectionTo(home.hubId);
    if (!home || !connection) throw cameraOffline();
    const waitMs = deadlineMs(workMs) + MARGIN_MS;
    const endMs = performance.now() + waitMs;
    for (;;) {
      try {
        return await connection.request(event, { ...message, cameraId, fence: home.fence }, Math.max(1, endMs - performance.now()));
      } catch (error) {
        if (!(error instanceof PeerUnavailable)) throw error;
        if (error.reason === 'timeout') throw new HubError('camera_timeout', `The hub of the camera did not answer within ${waitMs} ms`);
        if (error.reason !== 'lost' && error.reason !== 'down')
          throw new HubError('camera_offline', `The hub of the camera cannot be reached: ${error.message}`);
        // If the connection was lost, the home may have carried it out. It answers the repetition, unless another hub is the home by then.
        if (!(await this.#isBack(connection, cameraId, home, endMs))) throw cameraOffline();
      }
    }
  }

  /** Waits for the connection. @returns false when the camera has moved, or at the deadline */
  async #isBack(connection: PeerConnection, cameraId: string, home: Home, endMs: number): Promise<boolean> {
    const late = AbortSignal.timeout(Math.max(0, Math.ceil(Math.min(BACK_MS, endMs - performance.now()))));
    const moved = this.#moved.get(cameraId) ?? new AbortController();
    this.#moved.set(cameraId, moved);
    if (!connection.up) await once(connection, 'up', { signal: AbortSignal.any([late, moved.signal]) }).catch(() => undefined);
    return connection.up && this.#parts.table.of(cameraId)?.fence === home.fence;
  }
}

function readAnswer(
  schema: { safeParse(value: unknown): { success: boolean; data?: unknown; error?: unknown } },
  answer: unknown,
): unknown {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new HubError('camera_error', 'The hub of the camera sent an invalid answer', { cause: parsed.error });
}
