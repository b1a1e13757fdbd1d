/** Answers of a hub, as far as viewers use them. They are checked, because the address may be that of another server. */
import type { CameraState, Flow } from '@eyepiece/shared-types';
import { z } from 'zod';
import { ConnectError } from '../websocket/websocket-client.ts';

const flowSchema = z.looseObject({ ackEvery: z.number().min(1) });

const watchSchema = z.union([
  z.looseObject({ ok: z.literal(true), flow: flowSchema, camera: z.looseObject({ clockOffsetUs: z.number() }) }),
  z.looseObject({ ok: z.literal(false), error: z.looseObject({ code: z.string(), message: z.string() }) }),
]);

const timeSchema = z.looseObject({ hubTimeUs: z.number() });
const loginSchema = z.looseObject({ access_token: z.string().min(1) });
const camerasSchema = z.looseObject({ cameras: z.array(z.looseObject({ id: z.string().min(1) })) });

/** @throws {ConnectError} with the hub's reason, if it refuses */
export function watchAnswer(value: unknown): { readonly flow: Flow; readonly camera: CameraState } {
  const answer = checked(watchSchema, value, 'watch');
  if (answer.ok) return answer as unknown as { flow: Flow; camera: CameraState };
  const { code, message } = answer.error;
  throw new ConnectError(`watch was refused: ${message} (${code})`, { code });
}

/** undefined: it is no event of a hub. */
export function flowOf(value: unknown): Flow | undefined {
  const result = flowSchema.safeParse(value);
  return result.success ? (result.data as unknown as Flow) : undefined;
}

/** @throws {ConnectError} */
export function hubTimeUs(value: unknown): number {
  return checked(timeSchema, value, 'time:sync').hubTimeUs;
}

/** @throws {ConnectError} */
export function accessToken(value: unknown): string {
  return checked(loginSchema, value, 'the sign-in').access_token;
}

/** @throws {ConnectError} */
export function cameraIds(value: unknown): string[] {
  return checked(camerasSchema, value, 'the list of cameras').cameras.map(({ id }) => id);
}

function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ConnectError(`the answer to ${what} does not come from a hub`);
}
