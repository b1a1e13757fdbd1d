/** Why a connection to another hub failed, for the log: what is wrong, and the variable that mends it. */
import { refusalSchema } from './protocol.ts';

const UNTRUSTED = 'its certificate is not trusted: set CLUSTER_CA to a file with its authority';
const NO_TLS = 'its port does not speak TLS: HUB_ADVERTISE_URL of that hub needs http://, or the port of HTTPS';

/** Codes of Node.js and OpenSSL. */
const REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired, or the clock of this computer is wrong',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, or the clock of this computer is wrong',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is not for the host in its HUB_ADVERTISE_URL: set TLS_NAMES there, or use another address',
};

/** Answers of the port, before there is a connection between hubs. */
const STATUS_REASONS: Readonly<Record<string, string>> = {
  '400': 'the address does not accept hubs: HUB_ADVERTISE_URL of that hub needs https:// for the port of HTTPS',
  '401': 'it refuses CLUSTER_TOKEN: all hubs of a cluster need the same value',
  '404': 'there is no hub with a cluster at this address: HUB_ADVERTISE_URL of that hub must end with its BASE_PATH',
};

export function connectFailure(error: Error): string {
  const { data, description } = error as { data?: unknown; description?: { message?: unknown; error?: { code?: unknown } } };
  const refusal = refusalSchema.safeParse(data);
  if (refusal.success) return refusal.data.message;
  const message = typeof description?.message === 'string' && description.message !== '' ? description.message : error.message;
  const status = /server response: (\d{3})/.exec(message)?.[1] ?? '';
  if (/SSL routines:.*(wrong version number|packet length too long)/.test(message)) return NO_TLS;
  return STATUS_REASONS[status] ?? REASONS[String(description?.error?.code)] ?? message.trim();
}
