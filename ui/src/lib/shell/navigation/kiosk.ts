/** Whether the page is for a display without keyboard and mouse: `?kiosk`. */
export function isKiosk(search: string): boolean {
  return new URLSearchParams(search).has('kiosk');
}
