/** The server that a scenario watches, the cameras that it gets, and the processes around it. */
import { cameraIdSchema } from '@eyepiece/shared-types';
import { z } from 'zod';
import { duration } from '../../proxy/rules/units.ts';
import { count, name, pictureSize, serverAddress, withoutNul } from './units.ts';

/** Of a database, with user and password. */
const databaseAddress = z.string().refine((text) => URL.canParse(text), 'an address is needed, as in postgres://127.0.0.1:5432/test');
const ofEyepiece = { email: z.string().min(1), password: z.string().min(1), token: z.string().min(1) };

export const targetSchema = z
  .strictObject({
    url: serverAddress.optional().describe('address of the server'),
    start: z.literal('hub').optional().describe('starts a hub of this checkout with an empty database'),
    process: name.optional().describe('the server is this process of the scenario; it prints its address'),
    path: z.string().startsWith('/').optional().describe('after the address that the process prints'),
    database: databaseAddress.optional().describe('PostgreSQL for the hub that is started; absent: an embedded one'),
    email: ofEyepiece.email.optional().describe('account of Eyepiece to sign in with'),
    password: ofEyepiece.password.optional().describe('absent: EYEPIECE_PASSWORD of the environment'),
    token: ofEyepiece.token.optional().describe('instead of signing in; absent: EYEPIECE_TOKEN of the environment'),
    cameraToken: z.string().min(1).optional().describe('with which cameras connect to a hub that is not started here'),
    insecure: z.boolean().default(false).describe('accept every certificate of the server'),
  })
  .superRefine(({ url, start, process: server, path, database }, context) => {
    const given = [url, start, server].filter((way) => way !== undefined).length;
    if (given !== 1) context.addIssue('one of url, start and process is needed');
    if (path !== undefined && server === undefined) {
      context.addIssue({ code: 'custom', path: ['path'], message: 'a path is for the address of a process; write it into url' });
    }
    if (database !== undefined && start === undefined) {
      context.addIssue({ code: 'custom', path: ['database'], message: 'a database is for a hub that is started' });
    }
  });

export const cameraSchema = z.strictObject({
  name: cameraIdSchema.describe('id of the camera at the hub'),
  fps: z.number().min(0.1).max(1000).default(20),
  width: z.int().min(16).max(8192).default(640),
  height: z.int().min(16).max(8192).default(480),
  size: pictureSize.default(20_000).describe('of one picture'),
});

export const processSchema = z
  .strictObject({
    name,
    command: z.array(withoutNul.min(1)).min(1).optional().describe('program and arguments; it is started and stopped'),
    pid: count.min(1).optional().describe('a running process, which is only watched'),
    cwd: withoutNul.min(1).optional().describe('folder, from that of the scenario'),
    env: z
      .record(z.string().regex(/^[^=\0]+$/, 'this is no name of a variable'), withoutNul)
      .optional()
      .describe('added to the environment'),
    ready: z
      .string()
      .refine(isPattern, 'this is no regular expression')
      .optional()
      .describe('regular expression: the process is ready when a line of its output matches'),
    readyWithin: duration.default(30_000),
  })
  .superRefine((process, context) => {
    if ((process.command === undefined) === (process.pid === undefined)) context.addIssue('command or pid is needed');
    if (process.command !== undefined) return;
    for (const field of ['cwd', 'env', 'ready'] as const) {
      if (process[field] !== undefined) context.addIssue({ code: 'custom', path: [field], message: `${field} is for a command` });
    }
  });

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
