/** Authenticates Socket.IO connections, and ends them when access ends. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { handshakeAuthSchema } from '@eyepiece/shared-types';
import { parse as parseCookies } from 'cookie';
import { HubError, toAckError, toHubError, unauthenticated, validationFailed } from '../errors.ts';
import { userOfPrincipal } from '../people/caller.ts';
import { recordUse } from '../people/access/uses.ts';
import { isKeyText } from '../people/keys/key-text.ts';
import { isOwnOrigin, readCookie, SESSION_COOKIE } from '../people/sign-in/browser.ts';
import type { OperationsServices, PeopleServices } from '../process/opening/services.ts';
import type { Connections } from './connection/connections.ts';
import type { HubServer, HubSocket } from './io.ts';

/** Maximum arguments of an event: name, two values and the acknowledgement. Very many would overflow the stack. */
const MAX_ARGUMENTS = 4;

/** @param accountChanged called when the account of a connected user changes */
export function admit(
  services: PeopleServices & OperationsServices,
  io: HubServer,
  connections: Connections,
  accountChanged: () => void,
): void {
  io.use((socket, next) => {
    identify(services, socket)
      .then(() => (socket.data.connection = connections.admit(socket.conn, socket.data.principal)))
      .then(
        () => next(),
        (error: unknown) => {
          next(connectError(error));
          // A connection has one attempt: close it after the error is written.
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
    endWithAccess(services, socket, accountChanged);
  });
}

/** Sends the reason to the client and closes its connection. */
function end(socket: HubSocket, error: HubError): void {
  socket.data.closedFor = error.accessEnd ?? (error.code === 'too_many_connections' ? 'superseded' : 'sign_in_ended');
  socket.emit('session:expired', toAckError(error));
  socket.disconnect(true);
}

async function identify(services: PeopleServices & OperationsServices, socket: HubSocket): Promise<void> {
  const { users, tokens, apiKeys, config, clientOf } = services;
  const auth = handshakeAuthSchema.safeParse(socket.handshake.auth);
  if (!auth.success) throw validationFailed(auth.error, 'auth');
  const { token, clientId, purpose } = auth.data;
  const client = clientOf(socket.request);
  const cookies = parseCookies(socket.handshake.headers.cookie ?? '');
  const cookie = readCookie((name) => cookies[name], SESSION_COOKIE);
  if (token === undefined && cookie !== undefined && !isOwnOrigin(socket.handshake.headers, client, config.allowedOrigins)) {
    throw new HubError('bad_origin', `Connections from ${socket.handshake.headers.origin ?? 'there'} are not accepted`);
  }
  const credential = token ?? cookie;
  if (credential === undefined) throw unauthenticated();
  const isKey = token !== undefined && isKeyText(token);
  const claimed = isKey ? await apiKeys.authenticate(token, client.address) : tokens.verify(credential);
  socket.data.principal = await users.currentPrincipal(claimed);
  socket.data.address = client.address;
  recordUse(services, socket.data.principal, client.address);
  socket.data.clientId = clientId ?? randomUUID();
  socket.data.purpose = purpose;
}

/** Socket.IO passes `data` of the error to `connect_error` of the client. */
function connectError(error: unknown): Error {
  return Object.assign(new Error(toHubError(error).message), { data: toAckError(error) });
}

function endWithAccess(services: PeopleServices, socket: HubSocket, accountChanged: () => void): void {
  let told = userOfPrincipal(socket.data.principal);
  const release = services.access.hold({
    principal: socket.data.principal,
    changed: (principal) => {
      socket.data.principal = principal;
      recordUse(services, principal);
      const user = userOfPrincipal(principal);
      if (isDeepStrictEqual(user, told)) return;
      told = user;
      if (socket.data.purpose === 'all') socket.emit('account', user);
      accountChanged();
    },
    end: (error) => end(socket, error),
  });
  socket.on('disconnect', release);
}
