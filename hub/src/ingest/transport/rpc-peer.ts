/** A JSON-RPC 2.0 peer without I/O: the owner passes received text to it and provides a function that sends text. */
import { RPC_ERROR, rpcMessageSchema, type RpcError, type RpcMessage } from '@eyepiece/shared-types';
import { z } from 'zod';

/** An error response of the other side. */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
  readonly code: number;
  readonly data: RpcError['data'];

  constructor(error: RpcError) {
    super(error.message);
    this.code = error.code;
    this.data = error.data;
  }
}

/** The connection was closed before a response arrived. */
export class RpcClosed extends Error {
  override readonly name = 'RpcClosed';
}

/** No response within the timeout. */
export class RpcTimeout extends Error {
  override readonly name = 'RpcTimeout';
}

/** The text is not JSON, so the link must be closed. */
export class NotJson extends Error {
  override readonly name = 'NotJson';
}

export type RpcHandler = (params: unknown) => unknown;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export class RpcPeer {
  readonly #send: (text: string) => void;
  readonly #handlers: Readonly<Record<string, RpcHandler>>;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #closedBecause: string | undefined;
  /** Of the home of the camera; sent with every request and notification. Undefined for a single hub. */
  fence: number | undefined;

  constructor(send: (text: string) => void, handlers: Readonly<Record<string, RpcHandler>>) {
    this.#send = send;
    this.#handlers = handlers;
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  /**
   * Resolves with the result; rejects with RpcFailure, RpcTimeout or RpcClosed; never hangs.
   * @param deadlineUs by the other side's clock; the other side refuses to start after it
   */
  request(method: string, params: unknown, timeoutMs: number, deadlineUs?: number): Promise<unknown> {
    if (this.#closedBecause !== undefined) return Promise.reject(new RpcClosed(this.#closedBecause));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new RpcTimeout(`${method} was not answered within ${timeoutMs} ms`));
      }, timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#send(JSON.stringify({ jsonrpc: '2.0', id, method, params, deadlineUs, fence: this.fence }));
    });
  }

  notify(method: string, params: unknown): void {
    if (this.#closedBecause === undefined) this.#send(JSON.stringify({ jsonrpc: '2.0', method, params, fence: this.fence }));
  }

  /** Sends an error about an invalid message without an id. */
  reportError(code: number, message: string): void {
    this.#sendError(null, { code, message });
  }

  /** Answers other errors with an error response. @throws {NotJson} when the text is not JSON */
  receive(text: string): void {
    const message = rpcMessageSchema.safeParse(parseJson(text));
    if (!message.success) {
      this.reportError(RPC_ERROR.invalidRequest, 'not a JSON-RPC 2.0 message');
      return;
    }
    if ('method' in message.data) void this.#answer(message.data);
    else this.#settle(message.data);
  }

  /** Rejects all pending requests. May be called twice. */
  close(reason: string): void {
    if (this.#closedBecause !== undefined) return;
    this.#closedBecause = reason;
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new RpcClosed(reason));
    }
    this.#pending.clear();
  }

  #settle(answer: Exclude<RpcMessage, { method: string }>): void {
    const pending = typeof answer.id === 'number' ? this.#pending.get(answer.id) : undefined;
    if (!pending) return; // a late response, or an error about a message without id
    this.#pending.delete(answer.id as number);
    clearTimeout(pending.timer);
    if ('error' in answer) pending.reject(new RpcFailure(answer.error));
    else pending.resolve(answer.result);
  }

  async #answer(request: Extract<RpcMessage, { method: string }>): Promise<void> {
    const handler = Object.hasOwn(this.#handlers, request.method) ? this.#handlers[request.method] : undefined;
    if (!handler) {
      if (request.id !== undefined)
        this.#sendError(request.id, { code: RPC_ERROR.methodNotFound, message: `unknown method ${request.method}` });
      return;
    }
    try {
      const result: unknown = await handler(request.params);
      if (request.id !== undefined && this.#closedBecause === undefined) {
        this.#send(JSON.stringify({ jsonrpc: '2.0', id: request.id, result: result ?? null }));
      }
    } catch (error) {
      this.#sendError(request.id ?? null, asRpcError(error));
    }
  }

  #sendError(id: string | number | null, error: RpcError): void {
    if (this.#closedBecause === undefined) this.#send(JSON.stringify({ jsonrpc: '2.0', id, error }));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotJson('the message is not JSON');
  }
}

function asRpcError(error: unknown): RpcError {
  if (error instanceof RpcFailure) return { code: error.code, message: error.message, ...(error.data && { data: error.data }) };
  if (error instanceof z.ZodError) {
    const issues = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    const first = issues[0];
    return { code: RPC_ERROR.invalidParams, message: `${first?.path ?? ''}: ${first?.message ?? 'invalid'}`, data: { issues } };
  }
  return { code: RPC_ERROR.internal, message: 'internal error' };
}
