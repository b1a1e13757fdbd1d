import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { createPrivateFile } from './private-file-writes.ts';
import { readIfExists } from './read-if-exists.ts';

const GENERATED_BYTES = 32;
/** RFC 7518, section 3.2: an HS256 key must be at least as long as the hash output. */
const MIN_JWT_SECRET_CHARS = 32;
const MIN_CAMERA_TOKEN_CHARS = 16;

const fileSchema = z.object({
  cameraToken: z.string().min(MIN_CAMERA_TOKEN_CHARS),
  jwtSecret: z.string().min(MIN_JWT_SECRET_CHARS),
});

type Environment = Readonly<Record<string, string | undefined>>;

export interface Secrets {
  /** Authenticates camera services to the hub. */
  readonly cameraToken: string;
  /** Signs access tokens. */
  readonly jwtSecret: string;
}

export class SecretsError extends Error {
  override readonly name = 'SecretsError';
}

/**
 * Reads the secrets from CAMERA_TOKEN and JWT_SECRET. Missing ones come from `dataDir/secrets.json`, which is created on first
 * use and readable by its owner only.
 */
export function loadSecrets(dataDir: string, env: Environment): Secrets {
  const { cameraToken, jwtSecret } = secretVariables(env);
  if (cameraToken !== undefined && jwtSecret !== undefined) return { cameraToken, jwtSecret };
  const kept = readOrCreate(dataDir);
  return { cameraToken: cameraToken ?? kept.cameraToken, jwtSecret: jwtSecret ?? kept.jwtSecret };
}

/** The secrets that the environment sets. @throws {SecretsError} */
export function secretVariables(env: Environment): Partial<Secrets> {
  const cameraToken = fromEnvironment(env, 'CAMERA_TOKEN', MIN_CAMERA_TOKEN_CHARS);
  const jwtSecret = fromEnvironment(env, 'JWT_SECRET', MIN_JWT_SECRET_CHARS);
  return { ...(cameraToken !== undefined && { cameraToken }), ...(jwtSecret !== undefined && { jwtSecret }) };
}

function fromEnvironment(env: Environment, name: string, minChars: number): string | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (value.length < minChars) {
    throw new SecretsError(`${name} has ${String(value.length)} characters; it needs at least ${String(minChars)}`);
  }
  return value;
}

function readOrCreate(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  return read(path) ?? create(path);
}

function read(path: string): Secrets | undefined {
  const text = readIfExists(path);
  return text === undefined ? undefined : parse(path, text);
}

function parse(path: string, text: string): Secrets {
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (cause) {
    const strings = `"cameraToken" (at least ${String(MIN_CAMERA_TOKEN_CHARS)} characters) and "jwtSecret" (${String(MIN_JWT_SECRET_CHARS)})`;
    throw new SecretsError(`${path} must be JSON with ${strings}; repair it, or delete it to generate new secrets and sign all users out`, {
      cause,
    });
  }
}

/** The first of two creators wins. */
function create(path: string): Secrets {
  const generate = (): string => randomBytes(GENERATED_BYTES).toString('base64url');
  const secrets: Secrets = { cameraToken: generate(), jwtSecret: generate() };
  if (createPrivateFile(path, `${JSON.stringify(secrets, null, 2)}\n`)) return secrets;
  return read(path) ?? secrets;
}
