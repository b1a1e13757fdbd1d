/** `npm start` in tests: a new data folder for each test. Call `useStart` at the top of a test file. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { hubPgliteTemplate } from '@eyepiece/host/database/pglite-template';
import { LauncherProcess } from '@eyepiece/host/processes/launcher-process';

export const WITHIN_MS = 180_000;

export interface Start {
  readonly dataDir: string;
  /** Starts everything. The end of the test stops it. */
  start(env?: Record<string, string>, args?: readonly string[]): LauncherProcess;
  /** What the hub says of its parts. */
  ready(url: string): Promise<unknown>;
}

/** @param tables `migrated`: where the checks have made them once, new databases have the tables of the hub */
export function useStart(tables: 'none' | 'migrated' = 'migrated'): Start {
  vi.setConfig({ testTimeout: 900_000 });
  let dataDir = '';
  let running: LauncherProcess[] = [];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'eyepiece-start-'));
    chmodSync(dataDir, 0o755);
  });

  afterEach(async () => {
    await Promise.all(running.map((one) => one.end('SIGTERM')));
    running = [];
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    get dataDir() {
      return dataDir;
    },
    start: (env = {}, args = []) => {
      const template = tables === 'migrated' ? hubPgliteTemplate() : undefined;
      const one = new LauncherProcess(dataDir, { ...(template !== undefined && { PGLITE_TEMPLATE: template }), ...env }, args);
      running.push(one);
      return one;
    },
    ready: async (url) => {
      const { cameraToken } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as { cameraToken: string };
      return (await fetch(`${url}/ready`, { headers: { authorization: `Bearer ${cameraToken}` } })).json();
    },
  };
}

async function post(url: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

export function signIn(url: string, email: string, password: string): Promise<number> {
  return post(`${url}/api/v1/auth/login`, { email, password });
}

/** With the link that the first start prints. */
export function createAdministrator(url: string, input: { link: string; email: string; password: string }): Promise<number> {
  return post(`${url}/api/v1/setup`, { name: 'Ana', ...input });
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export const untilGone = (pids: number[]): Promise<void> => expect.poll(() => pids.filter(isAlive), { timeout: WITHIN_MS }).toEqual([]);
