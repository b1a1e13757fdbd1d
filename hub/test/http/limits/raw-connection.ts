/** A TCP connection to a hub that sends exactly the bytes of the test. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ErrorBody } from '@eyepiece/shared-types';

/** Generous because test machines are shared; passing tests do not wait for it. */
const DEADLINE_MS = 60_000;

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class RawConnection {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  received = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    // The hub resets connections that it refuses.
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const connection = new RawConnection(connect({ host: hostname, port: Number(port) }));
    await once(connection.socket, 'connect');
    return connection;
  }

  send(...lines: string[]): void {
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  }

  /** Sends RST. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  /** Resolves when `count` answers have begun. */
  async answers(count = 1): Promise<void> {
    await within(
      `${count} answers`,
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (this.received.split('HTTP/1.1 ').length > count) resolve();
        };
        this.socket.on('data', look);
        look();
      }),
    );
  }

  async untilClosed(): Promise<void> {
    await within('end of the connection', this.closed);
  }

  /** Resolves with the only answer once the hub has closed the connection. */
  async lastAnswer(): Promise<RawAnswer> {
    await this.untilClosed();
    return parseAnswer(this.received);
  }
}

export function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.split(': ')[0]?.toLowerCase() ?? '', line.slice(line.indexOf(': ') + 2)]));
  return { status: Number(first.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

export const codeOf = ({ body }: RawAnswer): string => (JSON.parse(body) as ErrorBody).code;

async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
