/** Text of the single polite live region: status changes only, never frames. */
export class Announcer {
  message = $state('');

  say(message: string): void {
    this.message = message;
  }
}
