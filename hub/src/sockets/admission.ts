/** Who may open a Socket.IO connection, and for how long. */
import { randomUUID } from 'node:crypto';
import { handshakeAuthSchema } from '@eyepiece/shared-types';
import { parse as parseCookies } from 'cookie';
import type { Principal } from '../auth/tokens.ts';
import { HubError, sessionExpired, toAckError, toHubError, unauthenticated, validationFailed } from '../errors.ts';
import { isOwnOrigin, SESSION_COOKIE } from '../auth/browser.ts';
import type { HubServices } from '../services.ts';
import type { Connections } from './connections.ts';
import type { HubServer, HubSocket } from './io.ts';

/** How often open connections are held against the people's accounts: disabled, demoted, new password. */
const RECHECK_MS = 5000;
/** Timers take 32-bit delays. */
const TIMER_MAX_MS = 2 ** 31 - 1;
/** Of one event: its name, two values and the acknowledgement. More overflows the stack when it is emitted. */
const MAX_ARGUMENTS = 4;

/** `accountChanged` is called when somebody who is connected got another name or role. */
export function admit(services: HubServices, io: HubServer, connections: Connections, accountChanged: () => void): void {
  io.use((socket, next) => {
    identify(services, socket)
      .then(() => (socket.data.connection = connections.admit(socket.conn, socket.data.principal)))
      .then(
        () => next(),
        (error: unknown) => {
          next(connectError(error));
          // One admission per connection: after the refusal is written there is nothing more to say.
          setImmediate(() => socket.conn.close());
        },
      );
  });
  io.on('connection', (socket) => {
    const { connection } = socket.data;
    connection.supersede = (error) => end(socket, error);
    socket.use((event, next) => {
      if (event.length > MAX_ARGUMENTS) connection.end('socket_protocol', 'too many arguments');
      else next();
    });
    socket.on('disconnect', () => connection.close());
    endWithSession(services, socket, accountChanged);
  });
}

/** Tells the client why, and closes its connection. */
function end(socket: HubSocket, error: unknown): void {
  socket.emit('session:expired', toAckError(error));
  socket.disconnect(true);
}

async function identify({ users, tokens, config, clientOf }: HubServices, socket: HubSocket): Promise<void> {
  const auth = handshakeAuthSchema.safeParse(socket.handshake.auth);
  if (!auth.success) throw validationFailed(auth.error, 'auth');
  const { token, clientId, purpose } = auth.data;
  const client = clientOf(socket.request);
  const cookie = parseCookies(socket.handshake.headers.cookie ?? '')[SESSION_COOKIE];
  if (token === undefined && cookie !== undefined && !isOwnOrigin(socket.handshake.headers, client, config.allowedOrigins)) {
    throw new HubError('bad_origin', `Connections from ${socket.handshake.headers.origin ?? 'there'} are not accepted`);
  }
  const credential = token ?? cookie;
  if (credential === undefined) throw unauthenticated();
  socket.data.principal = await users.currentPrincipal(tokens.verify(credential));
  socket.data.address = client.address;
  socket.data.clientId = clientId ?? randomUUID();
  socket.data.purpose = purpose;
}

/** Socket.IO hands `data` of the error to the client's connect_error. */
function connectError(error: unknown): Error {
  return Object.assign(new Error(toHubError(error).message), { data: toAckError(error) });
}

function endWithSession(services: HubServices, socket: HubSocket, accountChanged: () => void): void {
  const remainingMs = Math.min(TIMER_MAX_MS, socket.data.principal.expiresAtMs - Date.now());
  const expiry = setTimeout(() => end(socket, sessionExpired()), Math.max(0, remainingMs));
  const check = (): void => {
    services.users.currentPrincipal(socket.data.principal).then(
      (principal: Principal) => {
        const { name, role } = socket.data.principal;
        socket.data.principal = principal;
        if (principal.name !== name || principal.role !== role) accountChanged();
      },
      (error: unknown) => {
        if (toHubError(error).status === 401) end(socket, error);
      },
    );
  };
  const recheck = setInterval(check, RECHECK_MS);
  const onRevoked = (shareId: string): void => {
    if (socket.data.principal.guest?.shareId === shareId) end(socket, sessionExpired('This link has been revoked'));
  };
  if (socket.data.principal.guest) {
    services.shares.on('revoked', onRevoked);
    check(); // the link may have been revoked during the handshake
  }
  socket.on('disconnect', () => {
    services.shares.off('revoked', onRevoked);
    clearTimeout(expiry);
    clearInterval(recheck);
  });
}
