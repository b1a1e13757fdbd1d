/** A camera service that knows the camera token and keeps no other rule. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { LINK_PATH, type HelloParams } from '@eyepiece/shared-types';
import { WebSocket } from 'ws';
import type { Target } from '../target.ts';

const ANSWER_MS = 2000;
const LOOK_MS = 10;

const SETTINGS: HelloParams['settings'] = { exposure: 8, gain: 0, frameRate: 30, roi: { left: 0, top: 0, width: 640, height: 480 } };
const STATE = { connected: true, streaming: true, settings: SETTINGS, fps: 30, dropped: 0, spooled: 0 };
const CAPABILITIES: HelloParams['capabilities'] = {
  sensor: { width: 640, height: 480, color: true, bitDepth: 8 },
  features: {},
  resolutions: [{ width: 640, height: 480 }],
  captureFormats: ['jpg'],
};

export interface Introduction {
  readonly cameraId: string;
  readonly from: string;
  /** Replaces fields of the hello. */
  readonly more?: Partial<HelloParams>;
}

export class CameraService {
  readonly #socket: WebSocket;
  /** Of `ping`; undefined: pings are not answered. */
  cameraTimeUs: (() => number) | undefined = () => Date.now() * 1000;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => socket.terminate());
    socket.on('message', (data: Buffer, isBinary) => this.#heard(data, isBinary));
  }

  /**
   * undefined if the hub refuses the link.
   * @param from the address of the service: the hub bounds the links from one address. Linux has all of 127/8
   */
  static async dial({ hub, cameraToken }: Target, from: string): Promise<CameraService | undefined> {
    const socket = new WebSocket(`ws://127.0.0.1:${hub.port}${LINK_PATH}`, {
      headers: { authorization: `Bearer ${cameraToken}` },
      perMessageDeflate: false,
      handshakeTimeout: ANSWER_MS,
      ...(process.platform === 'linux' && { localAddress: from }),
    });
    try {
      await once(socket, 'open');
      return new CameraService(socket);
    } catch {
      return undefined;
    }
  }

  /** A link after its hello. */
  static async linked(target: Target, { cameraId, from, more }: Introduction): Promise<CameraService | undefined> {
    const service = await CameraService.dial(target, from);
    service?.hello(cameraId, more);
    return service;
  }

  hello(cameraId: string, more: Partial<HelloParams> = {}): void {
    const named = { cameraId, name: `Hostile ${cameraId}`, driver: 'hostile', model: 'H-1', serial: '0', capabilities: CAPABILITIES };
    this.send({ jsonrpc: '2.0', id: 'hello', method: 'hello', params: { ...STATE, ...named, ...more } });
  }

  /** Reports a state with these fields changed. */
  state(change: object = {}): void {
    this.send({ jsonrpc: '2.0', method: 'state', params: { ...STATE, ...change } });
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(message: object): void {
    if (this.open) this.#socket.send(JSON.stringify(message));
  }

  frame(message: Uint8Array): void {
    if (this.open) this.#socket.send(message);
  }

  /** The beginning of a message that does not end. */
  half(bytes: Uint8Array): void {
    if (this.open) this.#socket.send(bytes, { fin: false });
  }

  /** Waits until the kernel has taken what was sent, or the link has ended. */
  async drained(leftBytes = 0): Promise<void> {
    while (this.open && this.#socket.bufferedAmount > leftBytes) await delay(LOOK_MS);
  }

  leave(): void {
    this.#socket.terminate();
  }

  #heard(data: Buffer, isBinary: boolean): void {
    const { cameraTimeUs } = this;
    if (isBinary || cameraTimeUs === undefined) return;
    const { id, method } = JSON.parse(data.toString()) as { id?: unknown; method?: unknown };
    if (method === 'ping') this.send({ jsonrpc: '2.0', id, result: { cameraTimeUs: cameraTimeUs() } });
  }
}
