/** The audit trail in the database: pages, filters, exports, retention. */
import { randomUUID } from 'node:crypto';
import { auditExportQuerySchema, auditQuerySchema, type AuditEntry, type AuditPage } from '@eyepiece/shared-types';
import pino from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { Upkeep } from '../../src/library/retention/upkeep.ts';
import { Audit, type AuditEntry as NewEntry } from '../../src/people/audit/audit.ts';
import { exported } from '../../src/people/audit/export.ts';
import { AuditTrail } from '../../src/people/audit/trail.ts';
import { describeDatabases } from '../persistence/databases.ts';

const DAY_MS = 86_400_000;
const ANA = { userId: randomUUID(), name: 'Ana' };
const BEN = { userId: randomUUID(), name: 'Ben_Kim' };

describeDatabases('the audit trail', (current) => {
  let audit: Audit;
  let trail: AuditTrail;
  beforeEach(() => {
    audit = new Audit(current().database);
    trail = new AuditTrail(current().database);
  });

  const list = (query: object = {}): Promise<AuditPage> => trail.page(auditQuerySchema.parse(query));
  const subjects = async (query: object): Promise<string[]> => (await list(query)).entries.map(({ subject }) => subject);
  const file = async (query: object = {}): Promise<string> => {
    const { format, ...filter } = auditExportQuerySchema.parse(query);
    let text = '';
    for await (const part of exported(trail.export(filter), format)) text += part;
    return text;
  };

  it('is read in pages without gaps and doubles, also while entries are added', async () => {
    const at = new Date('2026-01-30T12:00:00.123Z');
    // Entries of the same moment are told apart by their ids.
    for (let n = 0; n < 25; n += 1)
      await audit.record({ action: 'job.start', subject: String(n), at: n < 20 ? at : new Date(at.getTime() - n) });
    const seen: AuditEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 4, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.entries);
      cursor = page.nextCursor ?? undefined;
      await audit.record({ action: 'job.cancel', subject: 'later' });
    } while (cursor !== undefined);
    const expected = [...Array.from({ length: 20 }, (_, n) => String(19 - n)), ...Array.from({ length: 5 }, (_, n) => String(20 + n))];
    expect(seen.map(({ subject }) => subject)).toEqual(expected);
    expect(seen[0]?.at).toBe(at.toISOString());
  });

  it('is filtered by person, kind, action, object and time', async () => {
    const entries: NewEntry[] = [
      { action: 'settings.update', subject: 'bench-3', principal: ANA, at: new Date(1000) },
      { action: 'job.start', subject: 'a job', principal: BEN, details: { cameraId: 'bench-3' }, at: new Date(2000) },
      { action: 'sign-in.refused', subject: 'ana@example.org', address: '192.0.2.1', at: new Date(3000) },
      { action: 'user.updated', subject: 'Ana@example.org', principal: BEN, at: new Date(4000) },
      { action: 'share.used', subject: '100%', principal: { userId: randomUUID(), name: 'Bentley (guest)' }, at: new Date(5000) },
    ];
    for (const entry of entries) await audit.record(entry);
    expect(await subjects({ userId: ANA.userId })).toEqual(['bench-3']);
    expect(await subjects({ person: 'ben' })).toEqual(['100%', 'Ana@example.org', 'a job']);
    expect(await subjects({ person: 'ben_' })).toEqual(['Ana@example.org', 'a job']);
    expect(await subjects({ kind: 'cameras' })).toEqual(['a job', 'bench-3']);
    expect(await subjects({ action: 'share.used' })).toEqual(['100%']);
    expect(await subjects({ object: 'ana@' })).toEqual(['Ana@example.org', 'ana@example.org']);
    expect(await subjects({ object: 'bench-3' })).toEqual(['a job', 'bench-3']);
    expect(await subjects({ object: '1%' })).toEqual([]);
    expect(await subjects({ object: '100%' })).toEqual(['100%']);
    expect(await subjects({ from: new Date(2000).toISOString(), to: new Date(4000).toISOString(), person: 'Ben' })).toEqual([
      'Ana@example.org',
      'a job',
    ]);
  });

  it('finds an object by subject and by camera, each entry once and in order, across pages', async () => {
    const made: string[] = [];
    for (let n = 0; n < 24; n += 1) {
      const subject = n % 3 === 0 ? 'bench-3' : `capture ${String(n)}`;
      await audit.record({ action: 'job.start', subject, details: n % 4 === 3 ? {} : { cameraId: n % 5 === 0 ? 'bench-4' : 'bench-3' } });
      if (n % 3 === 0 || (n % 4 !== 3 && n % 5 !== 0)) made.unshift(subject);
    }
    const seen: string[] = [];
    for (let cursor: string | null = '', pages = 0; cursor !== null && pages < 20; pages += 1) {
      const page: AuditPage = await list({ object: 'bench-3', limit: 5, ...(cursor !== '' && { cursor }) });
      seen.push(...page.entries.map(({ subject }) => subject));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(made);
    expect(made.length).toBeGreaterThan(10);
    expect((await file({ object: 'BENCH-3', kind: 'cameras' })).match(/\r\n\d/g)).toHaveLength(
      made.filter((one) => one === 'bench-3').length,
    );
  });

  it.each([
    [{ from: '2026-11-30T00:00:00Z', to: '2026-11-29T00:00:00Z' }, /^from: must not be above to/],
    [{ cursor: 'bm8' }, /^cursor: is not a cursor of this list/],
    [{ object: 'a\0b' }, /^object: text must not contain the character U\+0000/],
  ])('refuses %j', async (query, message) => {
    await expect((async () => list(query))()).rejects.toMatchObject({
      code: 'validation_failed',
      message: expect.stringMatching(message) as string,
    });
  });

  it('leaves long details out of lists, but not out of exports', async () => {
    const ids = Array.from({ length: 500 }, () => randomUUID());
    await audit.record({ action: 'captures.trash', subject: '500 captures', principal: ANA, details: { ids } });
    await audit.record({
      action: 'sign-in.refused',
      subject: 'eve@example.org',
      address: '192.0.2.9',
      details: { reason: 'wrong password' },
    });
    expect((await list()).entries).toMatchObject([
      { person: null, address: '192.0.2.9', details: { reason: 'wrong password' } },
      { person: { id: ANA.userId, name: 'Ana' }, details: null },
    ]);
    const json = JSON.parse(await file({ format: 'json' })) as AuditEntry[];
    expect(json.map(({ details }) => details)).toEqual([{ reason: 'wrong password' }, { ids }]);
  });

  it('is exported as CSV that no spreadsheet runs, across pages', async () => {
    const count = 450;
    for (let n = 0; n < count; n += 1) await audit.record({ action: 'share.used', subject: String(n) });
    await audit.record({ action: 'share.used', subject: '=HYPERLINK("http://evil")', principal: { ...ANA, name: '@sum\r\nA1, "x"' } });
    const lines = await file();
    const [header, first = '', second = ''] = lines.split(/\r\n(?=\d)/);
    expect(header).toBe('id,at,person_id,person,address,action,subject,details');
    expect(first).toContain(`"'@sum\r\nA1, ""x""",,share.used,"'=HYPERLINK(""http://evil"")",{}`);
    expect(second.endsWith(`share.used,${String(count - 1)},{}`)).toBe(true);
    expect(lines.split(/\r\n(?=\d)/)).toHaveLength(count + 2);
    expect(lines.endsWith('\r\n')).toBe(true);
    expect(await file({ kind: 'storage' })).toBe(`${String(header)}\r\n`);
    expect(await file({ kind: 'storage', format: 'json' })).toBe('[\n]\n');
  });

  it('keeps the newest entries of each action for a number of days, and records how many it deleted', async () => {
    const { database } = current();
    const old = new Date(Date.now() - 31 * DAY_MS);
    for (let n = 0; n < 3; n += 1) await audit.record({ action: 'user.created', subject: `old ${String(n)}`, at: old });
    for (let n = 0; n < 6; n += 1) await audit.record({ action: 'sign-in.refused', subject: `flood ${String(n)}` });
    await audit.record({ action: 'sign-in.started', subject: 'ana' });
    const limits = { auditEventsPerAction: 4 };
    const upkeep = new Upkeep({ database, audit, auditDays: 30, logger: pino({ level: 'silent' }), limits });
    for (let n = 0; n < 2; n += 1) await upkeep.run();
    await upkeep.close();
    expect(await subjects({})).toEqual(['audit', 'ana', 'flood 5', 'flood 4', 'flood 3', 'flood 2']);
    expect((await list({ action: 'audit.expired' })).entries).toMatchObject([{ details: { entries: 5 } }]);
  });
});
