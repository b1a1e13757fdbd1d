import { describe, expect, it } from 'vitest';
import { databaseUnavailable, HubError } from '../../errors.ts';
import { StoreError } from '../../library/store/store-error.ts';
import { NewerDatabaseError } from '../../persistence/orm/migrate.ts';
import { ConfigError } from '../config.ts';
import { startFailureOf } from './start-fault.ts';

const withCode = (message: string, code: string, more: object = {}): Error => Object.assign(new Error(message), { code, ...more });

describe('the fault that keeps a hub from starting', () => {
  it.each([
    [new ConfigError('HUB_PORT=x: must be a number'), 'configuration'],
    [new NewerDatabaseError('newer'), 'newer_database'],
    [new StoreError('no bucket'), 'store_unavailable'],
    [withCode('listen EADDRINUSE', 'EADDRINUSE', { syscall: 'listen' }), 'port_in_use'],
  ])('of %s has a line for the operator', (error, fault) => {
    const failure = startFailureOf(error, 3000);
    expect(failure.fault).toBe(fault);
    expect(failure.line).toBeTruthy();
  });

  it.each([
    [databaseUnavailable(withCode('connect ECONNREFUSED', 'ECONNREFUSED', { syscall: 'connect' })), 'database_unavailable'],
    [new Error('query', { cause: withCode('password authentication failed', '28P01') }), 'database_refused'],
    [withCode('database "eyepiece" does not exist', '3D000'), 'database_refused'],
    [new HubError('no_space', 'The disk of the database is full'), 'disk_full'],
    [withCode('no space left', 'ENOSPC', { syscall: 'write' }), 'disk_full'],
    [new Error('store', { cause: withCode('denied', 'EACCES', { syscall: 'mkdir' }) }), 'folder_denied'],
    [withCode('listen EACCES', 'EACCES', { syscall: 'listen' }), 'unknown'],
    [new Error('a defect'), 'unknown'],
    ['not an error', 'unknown'],
  ])('of %s is found in the error', (error, fault) => {
    expect(startFailureOf(error, 3000)).toEqual({ fault, line: undefined });
  });
});
