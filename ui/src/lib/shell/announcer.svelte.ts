/** What the one polite live region says: changes of state, never frames. */
export class Announcer {
  message = $state('');

  say(message: string): void {
    this.message = message;
  }
}
