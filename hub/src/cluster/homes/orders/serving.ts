/** The home's side of passed orders: checks that it is the home, then the person, and carries the order out once. */
import { writtenName, type Caller } from '../../../people/caller.ts';
import { authorizeAt } from '../../../people/policies.ts';
import type { Users } from '../../../people/users.ts';
import type { CameraCommands } from '../../../control/commands.ts';
import type { ControlDesk } from '../../../control/desk.ts';
import type { JobCommands } from '../../../control/job-commands.ts';
import type { UnderControl } from '../../../control/journal.ts';
import type { Optics } from '../../../control/optics.ts';
import type { Rewind } from '../../../control/rewind.ts';
import { HubError, limitReached } from '../../../errors.ts';
import type { Requester } from '../../../process/limits/queues/rotation.ts';
import type { Peers } from '../../peers/peers.ts';
import { PEER_MESSAGE_MAX_BYTES, understood } from '../../peers/protocol.ts';
import type { HomeTable } from '../home-table.ts';
import {
  ORDER_EVENT,
  ORDER_KINDS,
  passedOrderSchema,
  passedQuestionSchema,
  QUESTION_EVENT,
  QUESTION_KINDS,
  type OrderAnswer,
  type OrderArgs,
  type OrderName,
  type PassedPerson,
  type QuestionAnswer,
  type QuestionArgs,
  type QuestionName,
} from './kinds.ts';
import { Once } from './once.ts';

/** Leaves room for what surrounds the frame in a message between hubs. */
const FRAME_MAX_BYTES = PEER_MESSAGE_MAX_BYTES - 64 * 1024;

type Orders = {
  readonly [Name in OrderName]: (
    cameraId: string,
    args: OrderArgs<Name>,
    person: Caller,
    under: UnderControl,
  ) => Promise<OrderAnswer<Name>> | OrderAnswer<Name>;
};
type Questions = {
  readonly [Name in QuestionName]: (cameraId: string, args: QuestionArgs<Name>, hubId: string) => Promise<QuestionAnswer<Name>>;
};

export interface OrderServingParts {
  readonly peers: Pick<Peers, 'serve'>;
  readonly table: Pick<HomeTable, 'accepts'>;
  readonly users: Pick<Users, 'currentPrincipal'>;
  readonly commands: CameraCommands;
  readonly jobCommands: JobCommands;
  readonly optics: Optics;
  readonly rewind: Rewind;
  readonly control: ControlDesk;
}

export function serveOrders({ peers, table, users, ...services }: OrderServingParts): void {
  const orders = ordersOf(services);
  const questions = questionsOf(services);
  const once = new Once();
  const assertHome = (cameraId: string, fence: number): void => {
    if (!table.accepts(cameraId, fence)) throw new HubError('camera_offline', 'The camera has moved to another hub, try again');
  };

  const carryOut = async (payload: unknown): Promise<unknown> => {
    const { cameraId, name, args, person, epoch, shot } = understood(passedOrderSchema, payload);
    const { allow, args: schema } = ORDER_KINDS[name];
    const caller = await presentCaller(users, person);
    authorizeAt(caller, allow, cameraId);
    const run = orders[name] as (cameraId: string, args: unknown, person: Caller, under: UnderControl) => unknown;
    return run(cameraId, understood(schema, args), caller, { epoch, shot });
  };

  peers.serve(ORDER_EVENT, (payload, { hubId }) => {
    const { orderId, cameraId, fence } = understood(passedOrderSchema, payload);
    // A repetition is answered also when the home has moved since the first.
    return once.run(`${hubId} ${orderId}`, async () => {
      assertHome(cameraId, fence);
      return carryOut(payload);
    });
  });

  peers.serve(QUESTION_EVENT, (payload, { hubId }) => {
    const { cameraId, fence, name, args } = understood(passedQuestionSchema, payload);
    assertHome(cameraId, fence);
    const ask = questions[name] as (cameraId: string, args: unknown, hubId: string) => unknown;
    return ask(cameraId, understood(QUESTION_KINDS[name].args, args), hubId);
  });
}

/** The person with the present role and name. Orders need an account, so guests cannot give any. */
async function presentCaller(users: OrderServingParts['users'], { address, key, ...principal }: PassedPerson): Promise<Caller> {
  const current = await users.currentPrincipal({ ...principal, ...(key && { key }) });
  return { ...current, name: writtenName(current), ...(address !== undefined && { address }) };
}

type Services = Pick<OrderServingParts, 'commands' | 'jobCommands' | 'optics' | 'rewind' | 'control'>;

function ordersOf({ commands, jobCommands, optics, control }: Services): Orders {
  return {
    'settings.update': (cameraId, settings, person, under) => commands.updateSettings(cameraId, settings, person, under),
    'settings.save': async (cameraId, { channel }, person, under) => {
      await commands.saveSettings(cameraId, channel, person, under);
      return {};
    },
    'settings.load': (cameraId, { channel }, person, under) => commands.loadSettings(cameraId, channel, person, under),
    'settings.import': (cameraId, file, person, under) => commands.importSettings(cameraId, file, person, under),
    'camera.fire': async (cameraId, _args, person, under) => {
      await commands.fire(cameraId, person, under);
      return {};
    },
    'live.set': async (cameraId, state, person, under) => {
      await commands.setLive(cameraId, state, person, under);
      return {};
    },
    'camera.choose': async (cameraId, choice, person, under) => {
      await commands.choose(cameraId, choice, person, under);
      return {};
    },
    'corrections.update': (cameraId, corrections, person, under) => commands.updateCorrections(cameraId, corrections, person, under),
    capture: (cameraId, request, person, under) => commands.capture(cameraId, request, person, under),
    'capture.cancel': async (cameraId, { captureId }, person, under) => {
      await commands.cancelCapture(cameraId, captureId, person, under);
      return {};
    },
    'job.start': (cameraId, job, person, under) => jobCommands.start(cameraId, job, person, under),
    'job.cancel': (_cameraId, { jobId }, person, under) => jobCommands.cancel(jobId, person, under),
    'job.resume': (_cameraId, { jobId }, person, under) => jobCommands.resume(jobId, person, under),
    'objective.choose': async (cameraId, { objectiveId }, person, under) => ({
      objective: await optics.choose(cameraId, objectiveId, person, under),
    }),
    'control.act': (cameraId, { action }, person) => control.act(action, cameraId, person),
    'control.take': (cameraId, { reason }, person) => control.take(cameraId, person, reason),
  };
}

function questionsOf({ commands, jobCommands, rewind }: Services): Questions {
  return {
    'camera.retry': async (cameraId) => {
      await commands.retry(cameraId);
      return {};
    },
    'camera.choices': (cameraId) => commands.choices(cameraId),
    'settings.export': (cameraId) => commands.exportSettings(cameraId),
    'job.estimate': (cameraId, job) => jobCommands.estimate(cameraId, job),
    'rewind.list': (cameraId, { afterUs }, hubId) => rewind.list(cameraId, afterUs, asRequester(hubId)),
    'rewind.frame': async (cameraId, key, hubId) => {
      const message = await rewind.message(cameraId, key, asRequester(hubId));
      if (message.byteLength <= FRAME_MAX_BYTES) return { message };
      throw limitReached(`A past frame of ${message.byteLength} bytes is above ${FRAME_MAX_BYTES}: connect to the hub of the camera`);
    },
  };
}

/** All people of another hub take turns there, and the hubs here. */
function asRequester(hubId: string): Requester {
  return { party: `hub ${hubId}`, person: `hub ${hubId}` };
}
