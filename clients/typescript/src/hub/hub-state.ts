import {
  cameraChangeSchema,
  describedCameraSchema,
  type CameraState,
  type ControlState,
  type ServerToClientEvents,
  type User,
} from '@eyepiece/shared-types';
import type { z } from 'zod';
import { Emitter } from '../emitter.ts';
import { CameraStates } from '../socket/camera-states.ts';
import { onChecked, type ReportFault } from '../socket/checked.ts';
import type { HubSocket } from '../socket/reconnecting-socket.ts';
import { ANNOUNCEMENTS, type AnnouncementName, type HubEventMap } from './announcements.ts';

/** What the hub has said: its cameras, who controls them, and the user of the connection. After a reconnect the hub says all of it again. */
export class HubState {
  readonly events = new Emitter<HubEventMap>();
  readonly #cameras = new CameraStates();
  readonly #controls = new Map<string, ControlState>();
  #list = new Map<string, CameraState>();
  #user: User | null = null;
  #isComplete = false;

  constructor(socket: HubSocket) {
    const report: ReportFault = (what, error) => this.events.emit('fault', what, error);
    for (const name of Object.keys(ANNOUNCEMENTS) as AnnouncementName[]) this.#announce(socket, name, report);
    onChecked(socket, 'camera:state', cameraChangeSchema, (change) => this.#put(this.#cameras.changed(change)), report);
    onChecked(socket, 'camera:described', describedCameraSchema, (described) => this.#put(this.#cameras.described(described)), report);
    this.events.on('welcome', ({ user }) => {
      this.#user = user;
      this.#isComplete = false;
      // The hub lists everyone who has control; a camera that is free again is not in the list.
      this.#controls.clear();
    });
    this.events.on('account', (user) => (this.#user = user));
    this.events.on('cameras', (cameras) => {
      this.#cameras.list(cameras);
      this.#list = new Map(cameras.map((camera) => [camera.id, camera]));
    });
    this.events.on('control:state', (control) => void this.#controls.set(control.cameraId, control));
  }

  /** The hub has answered a request, which it does after it has sent its whole state. */
  answered(): void {
    if (this.#isComplete || this.#user === null) return;
    this.#isComplete = true;
    this.events.emit('ready');
  }

  /** The state is that of the last connection until the hub has sent the new one. */
  get user(): User | null {
    return this.#user;
  }

  get cameras(): readonly CameraState[] {
    return [...this.#list.values()];
  }

  camera(id: string): CameraState | undefined {
    return this.#list.get(id);
  }

  controlOf(cameraId: string): ControlState | undefined {
    return this.#controls.get(cameraId);
  }

  #announce(socket: HubSocket, name: AnnouncementName, report: ReportFault): void {
    const schema: z.ZodType = ANNOUNCEMENTS[name];
    const listener = (...args: unknown[]): void => {
      const parsed = schema.safeParse(args);
      // The schemas are those of the protocol, whose types the events have.
      if (parsed.success) this.events.emit(name, ...(parsed.data as HubEventMap[AnnouncementName]));
      else report(`The hub sent an invalid "${name}":`, parsed.error);
    };
    (socket as unknown as { on(event: keyof ServerToClientEvents, listener: (...args: unknown[]) => void): void }).on(name, listener);
  }

  #put(camera: CameraState | null): void {
    if (!camera) return;
    this.#list.set(camera.id, camera);
    this.events.emit('camera', camera);
  }
}
