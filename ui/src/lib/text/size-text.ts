import { fixed } from './decimal.ts';

/** "512 B", "24 kB", "1.2 MB", "240 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${fixed(bytes / 1e3, 0)} kB`;
  const [value, unit] = bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${fixed(value, value < 100 ? 1 : 0)} ${unit}`;
}
