import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';

const page = readFileSync(new URL('../../../../docs/reference/operation/security.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| '));

/** The cell with the default in the row that begins so. */
function documented(limit: string): string | undefined {
  return rows.find((row) => row.startsWith(`| ${limit}`))?.split(' | ')[1];
}

const seconds = (ms: number): string => `${String(ms / 1000)} s`;
const count = (number: number): string => number.toLocaleString('en-US');

const { http, sockets, login } = DEFAULT_LIMITS;
it.each([
  ['Open connections in all', count(http.maxConnections)],
  ['Open connections of one address', count(http.maxConnectionsPerAddress)],
  ['Unanswered requests of one connection', count(http.maxUnansweredRequests)],
  ['Requests, upgrades and TLS handshakes that start in one turn', count(http.maxRequestsPerTurn)],
  ['Waiting requests', `${count(http.maxRequestsWaitingPerAddress)} and ${count(http.maxRequestsWaiting)}`],
  ['Time to send the headers', seconds(http.headersTimeoutMs)],
  ['Time to send a whole body', seconds(http.bodyTimeoutMs)],
  ['Time without progress of a response', seconds(http.stalledAnswerMs)],
  ['Idle time of a connection', seconds(http.keepAliveMs)],
  ['Length of path and query', count(http.maxTargetBytes)],
  ['Query parameters', count(http.maxQueryParameters)],
  ['Headers;', `${count(http.maxHeaderBytes)}; ${count(http.maxUploadHeaderBytes)}`],
  ['Connections of one user', count(sockets.maxPerUser)],
  ['Connections of all guests of one link', count(sockets.maxPerShare)],
  ['Connections of one address |', count(sockets.maxPerAddress)],
  ['Connections before their sign-in', `${count(sockets.maxPendingPerAddress)} and ${count(sockets.maxPending)}`],
  ['Time to sign in', seconds(sockets.connectTimeoutMs)],
  ['Events in progress', `${count(sockets.maxServing)}, ${count(sockets.maxServingPerUser)}`],
  ['Packets of one polling request', count(sockets.maxPacketsPerRequest)],
  [
    'Unsent data of one connection',
    `${count(sockets.maxUnsentBytes / 2 ** 20)} MB, or ${seconds(sockets.maxUndrainedMs)} without progress`,
  ],
  ['Sign-ins of one user', count(login.maxPerUser)],
])('the documented default of "%s" is the one in force', (limit, inForce) => {
  expect(documented(limit)).toBe(inForce);
});
