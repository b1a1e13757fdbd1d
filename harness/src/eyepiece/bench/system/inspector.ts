/** Asks a Node process started with `--inspect` for a garbage collection, so that only live memory is measured. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

const CALL_MS = 10_000;

/** `output`: of a process, which contains the address of its inspector. @throws if it does not */
export function inspectorAddress(output: readonly string[]): string {
  const address = output.map((text) => /Debugger listening on (ws:\S+)/.exec(text)?.[1]).find((found) => found !== undefined);
  if (address === undefined) throw new Error('the process has no inspector');
  return address;
}

export class Inspector {
  readonly #socket: WebSocket;
  #nextId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async connect(address: string): Promise<Inspector> {
    const socket = new WebSocket(address, { perMessageDeflate: false });
    await once(socket, 'open', { signal: AbortSignal.timeout(CALL_MS) });
    return new Inspector(socket);
  }

  async collectGarbage(): Promise<void> {
    const id = this.#nextId++;
    this.#socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
    const signal = AbortSignal.timeout(CALL_MS);
    for (;;) {
      const [data] = (await once(this.#socket, 'message', { signal })) as [Buffer];
      if ((JSON.parse(data.toString('utf8')) as { id?: number }).id === id) return;
    }
  }

  close(): void {
    this.#socket.terminate();
  }
}
