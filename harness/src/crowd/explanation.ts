/** Why viewers may have received no frame, and what to change. */

/** What viewers have had instead, with counts. */
export interface Heard {
  readonly messages: Readonly<Record<string, number>>;
  /** Reasons of lost connections, and of failed attempts to connect again. */
  readonly losses: Readonly<Record<string, number>>;
}

/** Continues a sentence. `flag`: how an option of the description begins, which tests have without hyphens. */
export function whyNoFrame(protocol: string, { messages, losses }: Heard, flag = '--'): string {
  const lost = listed(losses);
  const heard = listed(messages);
  if (lost !== '') return `: connections were lost: ${lost}${heard === '' ? '' : `; before that, these messages arrived: ${heard}`}`;
  if (heard === '') return whyNothing(protocol, flag);
  return `: other messages arrived: ${heard}${protocol === 'websocket' ? kindHint(messages, flag) : ''}`;
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} (${count})`)
    .join(', ');
}

function whyNothing(protocol: string, flag: string): string {
  if (protocol === 'eyepiece') return ': is the camera live?';
  return protocol === 'mjpeg' ? '' : `, and no other message: must the viewers join first? (${flag}send)`;
}

/** Messages have these names only if they are of the other kind than the description says. */
function kindHint(messages: Readonly<Record<string, number>>, flag: string): string {
  if ('text' in messages) return `; are the frames text? (${flag}messages json)`;
  return 'binary' in messages ? `; are the frames binary? (${flag}messages binary)` : '';
}
