/**
 * Recognizes secrets by their names and their form.
 * All repetitions are bounded or start at a fixed place, so that the time grows linearly with the text.
 */

export const REDACTED = '[redacted]';

const SECRET_KEY = /pass|secret|token|cookie|authori[sz]ation|api.?key|credential|private|signature|jwt|hash/i;
const SECRET_WORD = /(?<![a-z])(?:pwd|pin|auth|sid|otp)(?![a-z])/;
const SECRET_NUMBER = /password|passwd|passcode|passphrase|(?<![a-z])(?:pass|pwd|pin|otp|sid|auth|secret|token)(?![a-z])/;

/** JSON Web Tokens. */
const WEB_TOKEN = /(?<![\w-])eyJ[\w-]{1,1500}\.[\w-]{1,1500}(?:\.[\w-]{0,1500})?/g;
const BEARER = /(?<!\w)bearer\s{1,4}\S{1,1500}/gi;
/** Base64 contains capitals or digits; "basic settings" does not. */
const BASIC = /(?<!\w)(?:[Bb]asic|BASIC)\s{1,4}(?=[a-z+/_-]{0,64}[A-Z\d=])[\w+/=-]{4,1500}/g;
/** Names and passwords of addresses, with and without a protocol. */
const USER_INFO = /(:\/\/)[^\s/:@]{0,128}:[^\s/@]{1,256}(?=@)|(?<![\w.+-])[\w.+-]{1,64}:[^\s/:@]{1,128}(?=@\w)/g;
/** Parameters of addresses that grant access, also percent-encoded. */
const PARAMETER = /((?:[?&#]|%3f|%26|%23)(?:token|secret|key|share|code|sig|auth|sid)(?:=|%3d))[^&#\s"']{1,1500}/gi;
const GUEST_LINK = /(\/guest(?:#|%23))\S{1,1500}/gi;
const ASSIGNMENT =
  /((?<![\w-])[\w-]{0,32}?(?:password|passwd|passcode|passphrase|pwd|secret|token|api[_-]?key|credential|(?<![a-z])(?:pass|pin|otp))[\w-]{0,16}["']?\s{0,3}[=:]\s{0,3})(?:"[^"]{1,200}"?|'[^']{1,200}'?|[^&#\s,;"'}]{1,1500})/gi;
/** Random values in hexadecimal or base64url: secrets, digests, identifiers of downloads. */
const OPAQUE = /[\w-]{40,}/g;

/** The shortest secret with its mark, for example `pin=1`. */
const MIN_CHARS = 5;

/** Whether texts and objects under the key are secrets. */
export function hidesTexts(key: string): boolean {
  return SECRET_KEY.test(key) || SECRET_WORD.test(wordsOf(key));
}

/** Whether numbers under the key are secrets, for example a PIN. */
export function hidesNumbers(key: string): boolean {
  return SECRET_NUMBER.test(wordsOf(key));
}

export function hideSecrets(text: string): string {
  if (text.length < MIN_CHARS) return text;
  return text
    .replace(WEB_TOKEN, REDACTED)
    .replace(BEARER, REDACTED)
    .replace(BASIC, REDACTED)
    .replace(USER_INFO, (_whole, protocol: string | undefined) => `${protocol ?? ''}${REDACTED}`)
    .replace(PARAMETER, `$1${REDACTED}`)
    .replace(GUEST_LINK, `$1${REDACTED}`)
    .replace(ASSIGNMENT, `$1${REDACTED}`)
    .replace(OPAQUE, REDACTED);
}

const wordsOf = (key: string): string => key.replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ').toLowerCase();
