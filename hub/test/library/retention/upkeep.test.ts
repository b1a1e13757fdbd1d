import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { expect, it } from 'vitest';
import { Audit } from '../../../src/people/audit/audit.ts';
import { ApiKeyEntity } from '../../../src/persistence/entities/people/api-key.ts';
import { RemovedCaptureEntity } from '../../../src/persistence/entities/library/capture.ts';
import { ShareEntity } from '../../../src/persistence/entities/people/share.ts';
import { Upkeep } from '../../../src/library/retention/upkeep.ts';
import { describeDatabases } from '../../persistence/databases.ts';

describeDatabases('upkeep of the database', (current) => {
  it('deletes former share links, and can run again', async () => {
    const { database } = current();
    const audit = new Audit(database);
    const share = {
      kind: 'live',
      cameraId: 'a',
      sessionId: null,
      label: '',
      createdById: randomUUID(),
      createdByName: '',
      uses: 0,
      guests: 0,
      lastUsedAt: null,
    } as const;
    const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    for (let n = 0; n < 4; n += 1) {
      const row = { ...share, id: randomUUID(), secretHash: String(n), createdAt: at(n), expiresAt: at(n), revokedAt: null };
      await database.use((em) => em.insert(ShareEntity, row));
    }
    const inForce = {
      ...share,
      id: randomUUID(),
      secretHash: 'good',
      createdAt: at(0),
      expiresAt: new Date(Date.now() + 1e6),
      revokedAt: null,
    };
    await database.use((em) => em.insert(ShareEntity, inForce));
    const limits = { formerShares: 2, formerKeys: 2, jobsPerCamera: 1, captureRevisions: 2 };
    const upkeep = new Upkeep({ database, audit, auditDays: 730, logger: pino({ level: 'silent' }), limits });
    for (let n = 0; n < 2; n += 1) await upkeep.run();
    const shares = await database.use((em) => em.findAll(ShareEntity));
    expect(shares.map(({ secretHash }) => secretHash).toSorted()).toEqual(['2', '3', 'good']);
    await upkeep.close();
  });

  it('deletes former API keys, and none in force', async () => {
    const { database } = current();
    const key = { userId: randomUUID(), secretHash: '', scopes: ['watch' as const], cameraIds: null, createdById: randomUUID() };
    const unused = { createdByName: '', lastUsedAt: null, address: null };
    const [past, future] = [new Date(Date.now() - 1e6), new Date(Date.now() + 1e6)];
    const ends = [
      ['in force', future, null],
      ['revoked', future, past],
      ['expired', past, null],
    ] as const;
    for (const [n, [name, expiresAt, revokedAt]] of ends.entries()) {
      const row = { ...key, ...unused, id: randomUUID(), name, createdAt: new Date(n * 1000), expiresAt, revokedAt };
      await database.use((em) => em.insert(ApiKeyEntity, row));
    }
    const limits = { formerKeys: 1 };
    const upkeep = new Upkeep({ database, audit: new Audit(database), auditDays: 730, logger: pino({ level: 'silent' }), limits });
    await upkeep.run();
    const keys = await database.use((em) => em.findAll(ApiKeyEntity));
    expect(keys.map(({ name }) => name).toSorted()).toEqual(['expired', 'in force']);
    await upkeep.close();
  });

  it('forgets removed captures after 400 days, and the oldest ones of too many', async () => {
    const { database } = current();
    const daysAgo = [0, 1, 2, 399, 401];
    for (const days of daysAgo) {
      const row = { id: randomUUID(), sha256: String(days), removedAt: new Date(Date.now() - days * 86_400_000) };
      await database.use((em) => em.insert(RemovedCaptureEntity, row));
    }
    const left = async (): Promise<string[]> => (await database.use((em) => em.findAll(RemovedCaptureEntity))).map(({ sha256 }) => sha256);
    const parts = { database, audit: new Audit(database), auditDays: 730, logger: pino({ level: 'silent' }) };
    const upkeep = new Upkeep(parts);
    await upkeep.run();
    expect((await left()).toSorted()).toEqual(['0', '1', '2', '399']);
    const bounded = new Upkeep({ ...parts, limits: { removedCaptures: 2 } });
    for (let n = 0; n < 2; n += 1) await bounded.run();
    expect((await left()).toSorted()).toEqual(['0', '1']);
    await Promise.all([upkeep.close(), bounded.close()]);
  });
});
