/** The open connections of the page. */
import type { Entrance } from './enter.ts';
import { PageConnection } from './page-connection.ts';

/** An element that moves within the page is removed and added again. */
const LINGER_MS = 1000;

interface Shared {
  readonly connection: PageConnection;
  users: number;
  closing?: ReturnType<typeof setTimeout> | undefined;
}

const shared = new Map<string, Shared>();

export interface Borrowed {
  readonly connection: PageConnection;
  /** The last one closes the connection. May be called twice. */
  release(): void;
}

export function borrowConnection(entrance: Entrance): Borrowed {
  // Addresses contain no line breaks.
  const key = `${entrance.address}\n${entrance.credential}`;
  const entry: Shared = shared.get(key) ?? { connection: new PageConnection(entrance), users: 0 };
  shared.set(key, entry);
  clearTimeout(entry.closing);
  entry.users += 1;
  let isReleased = false;
  return {
    connection: entry.connection,
    release: () => {
      if (isReleased) return;
      isReleased = true;
      entry.users -= 1;
      if (entry.users > 0) return;
      entry.closing = setTimeout(() => {
        shared.delete(key);
        entry.connection.close();
      }, LINGER_MS);
    },
  };
}
