/** A random id of this tab, the same for both of its connections. `crypto.randomUUID` exists in secure contexts only. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
