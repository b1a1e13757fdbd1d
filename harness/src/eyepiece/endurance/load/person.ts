/** A user who sends commands over REST and over a Socket.IO connection that reconnects automatically. */
import type { LoginResult } from '@eyepiece/shared-types';
import { io, type Socket } from 'socket.io-client';
import type { Answer } from './order-book.ts';

const RECONNECT_MOST_MS = 1000;
/** Above any deadline of a command; the order book checks the deadlines. */
const GIVE_UP_MS = 300_000;

export interface Account {
  readonly email: string;
  readonly password: string;
}

interface Reply {
  readonly ok: boolean;
  readonly error?: { readonly code: string; readonly message: string };
}

export class Person {
  readonly #url: string;
  readonly #token: string;
  readonly #socket: Socket;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
    this.#socket = io(url, { auth: { token }, transports: ['websocket'], reconnectionDelayMax: RECONNECT_MOST_MS });
  }

  /** @throws if the hub refuses */
  static async signIn(url: string, account: Account): Promise<Person> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(account) });
    if (!response.ok) throw new Error(`signing in as ${account.email}: ${String(response.status)} ${await response.text()}`);
    return new Person(url, ((await response.json()) as LoginResult).access_token);
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** A request to the REST API. */
  fetch(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(GIVE_UP_MS),
    });
  }

  /** Returns the JSON of a response. @throws if its status is not a success */
  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await this.call<T>(method, path, body);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.code} ${answer.message}`);
    return answer.value;
  }

  /** A command over REST. Rejects if the connection is lost. */
  async call<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
    const response = await this.fetch(method, path, body);
    const json: unknown = await response.json();
    if (response.ok) return { ok: true, value: json as T };
    const { code, message } = json as { code: string; message: string };
    return { ok: false, code, message };
  }

  /** A command over the socket. Rejects if the connection is lost. */
  async emit<T>(event: string, request: object): Promise<Answer<T>> {
    const reply = (await this.#socket.timeout(GIVE_UP_MS).emitWithAck(event, request)) as Reply;
    if (reply.ok) return { ok: true, value: reply as T };
    return { ok: false, code: reply.error?.code ?? 'no code', message: reply.error?.message ?? '' };
  }

  leave(): void {
    this.#socket.disconnect();
  }
}
