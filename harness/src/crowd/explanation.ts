/** Why viewers may have received no frame, and what to change. */

/** Continues a sentence. `flag`: how an option of the description begins, which tests have without hyphens. */
export function whyNoFrame(protocol: string, messages: Readonly<Record<string, number>>, flag = '--'): string {
  const heard = Object.entries(messages).map(([name, count]) => `${name} (${count})`);
  if (heard.length === 0) return whyNothing(protocol, flag);
  return `: other messages arrived: ${heard.join(', ')}${protocol === 'websocket' ? kindHint(messages, flag) : ''}`;
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
