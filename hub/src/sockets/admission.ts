/** Who may open a Socket.IO connection, and for how long. */
import { randomUUID } from 'node:crypto';
import { handshakeAuthSchema } from '@eyepiece/shared-types';
import { parse as parseCookies } from 'cookie';
import type { Principal } from '../auth/tokens.ts';
import { HubError, sessionExpired, toAckError, toHubError, unauthenticated, validationFailed } from '../errors.ts';
import { isOwnOrigin, SESSION_COOKIE } from '../auth/browser.ts';
import type { HubServices } from '../services.ts';
import type { HubServer, HubSocket } from './io.ts';

/** How often open connections are held against the people's accounts: disabled, demoted, new password. */
const RECHECK_MS = 5000;
/** Timers take 32-bit delays. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** `accountChanged` is called when somebody who is connected got another name or role. */
export function admit(services: HubServices, io: HubServer, accountChanged: () => void): void {
  io.use((socket, next) => {
    identify(services, socket).then(
      () => next(),
      (error: unknown) => next(connectError(error)),
    );
  });
  io.on('connection', (socket) => endWithSession(services, socket, accountChanged));
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
  const end = (error: unknown): void => {
    socket.emit('session:expired', toAckError(error));
    socket.disconnect(true);
  };
  const remainingMs = Math.min(TIMER_MAX_MS, socket.data.principal.expiresAtMs - Date.now());
  const expiry = setTimeout(() => end(sessionExpired()), Math.max(0, remainingMs));
  const check = (): void => {
    services.users.currentPrincipal(socket.data.principal).then(
      (principal: Principal) => {
        const { name, role } = socket.data.principal;
        socket.data.principal = principal;
        if (principal.name !== name || principal.role !== role) accountChanged();
      },
      (error: unknown) => {
        if (toHubError(error).status === 401) end(error);
      },
    );
  };
  const recheck = setInterval(check, RECHECK_MS);
  const onRevoked = (shareId: string): void => {
    if (socket.data.principal.guest?.shareId === shareId) end(sessionExpired('This link has been revoked'));
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
