/** Guests connected to a hub. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { LoginResult, Present } from '@eyepiece/shared-types';
import { expect } from 'vitest';
import type { TestClient } from '../setup/start-hub.ts';
import { enterByLink, type Bench } from './guest-link.ts';

export interface Guest {
  readonly login: LoginResult;
  readonly client: TestClient;
  /** All received events with their data as JSON. */
  readonly events: [event: string, data: string][];
  people: Present[];
}

/** Enters by a link and connects. */
export async function connectGuest({ hub }: Pick<Bench, 'hub'>, secret: string, name: string): Promise<Guest> {
  const login = await enterByLink(hub, secret, name);
  const events: Guest['events'] = [];
  let people: Present[] = [];
  const client = await hub.client({ token: login.access_token }, {}, (socket) => {
    socket.onAny((event: string, ...data: unknown[]) => events.push([event, JSON.stringify(data)]));
    socket.on('presence', (now) => (people = now));
  });
  return {
    login,
    client,
    events,
    get people() {
      return people;
    },
  };
}
export const eventsOf = ({ events }: Guest): string[] => [...new Set(events.map(([event]) => event))].toSorted();

export async function openFeed({ hub }: Pick<Bench, 'hub'>, token: string, cameraId = 'stage'): Promise<IncomingMessage> {
  const request = get(`${hub.url}/api/v1/cameras/${cameraId}/feed`, { headers: { authorization: `Bearer ${token}` } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(200);
  // The hub ends the feed with a reset.
  response.on('error', () => undefined);
  return response.resume();
}
