/** Reaches the hub at EYEPIECE_URL with the API key in EYEPIECE_KEY, or signs in with EYEPIECE_EMAIL and EYEPIECE_PASSWORD. */

const TIMEOUT_MS = 60_000;

export function hubUrl(): URL {
  const text = process.env['EYEPIECE_URL'] ?? 'http://localhost:3000';
  if (!/^https?:\/\//.test(text)) throw new Error(`EYEPIECE_URL=${text} must begin with http:// or https://`);
  return new URL(text);
}

/** @returns the token for the Socket.IO handshake and for `Authorization: Bearer` */
export async function signIn(url: URL): Promise<string> {
  const key = process.env['EYEPIECE_KEY'];
  if (key) return key;
  const login = `${url.href.replace(/\/$/, '')}/api/v1/auth/login`;
  const body = JSON.stringify({ email: variable('EYEPIECE_EMAIL'), password: variable('EYEPIECE_PASSWORD') });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(login, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const reply = (await answer.json()) as { access_token: string; message?: string };
  if (!answer.ok) throw new Error(`POST ${login}: ${answer.status} ${reply.message ?? ''}`);
  return reply.access_token;
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
