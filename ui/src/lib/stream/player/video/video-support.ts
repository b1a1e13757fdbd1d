/** Profile High, level 4.0: enough for the largest tier. */
const CONFIG = { codec: 'avc1.640028', codedWidth: 1280, codedHeight: 1024, optimizeForLatency: true } as const;

let asked: Promise<boolean> | undefined;

/** Whether this browser decodes H.264. The decoder exists in a secure context only. Asks the browser once. */
export function videoSupported(): Promise<boolean> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<boolean> {
  if (!globalThis.isSecureContext || typeof VideoDecoder === 'undefined' || typeof EncodedVideoChunk === 'undefined') return false;
  try {
    return (await VideoDecoder.isConfigSupported(CONFIG)).supported === true;
  } catch {
    return false;
  }
}
