/** Whether this browser inflates samples by itself. */
export function canInflate(): boolean {
  return typeof DecompressionStream !== 'undefined';
}
