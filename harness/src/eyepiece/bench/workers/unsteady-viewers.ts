/** Viewers that stop reading, leave and return: a day of ordinary use in minutes. */
import type { Member } from '../../../crowd/member.ts';

const LONGEST_MS = 8000;

export interface UnsteadyViewers {
  stop(): { stalls: number; exits: number };
}

export function startUnsteadyViewers(members: readonly Member[]): UnsteadyViewers {
  const timers = new Set<NodeJS.Timeout>();
  let [stalls, exits] = [0, 0];
  const later = (run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, Math.random() * LONGEST_MS);
    timers.add(timer);
  };
  const behave = (member: Member): void => later(() => misbehave(member));
  const misbehave = (member: Member): void => {
    stalls += 1;
    member.stall();
    later(() => {
      if (Math.random() < 0.5) {
        member.resume();
        behave(member);
      } else leave(member);
    });
  };
  const leave = (member: Member): void => {
    exits += 1;
    member.leave();
    later(() => {
      // If the hub refuses, the member retries as after a lost connection.
      member.join().then(
        () => behave(member),
        () => leave(member),
      );
    });
  };
  members.forEach(behave);
  return {
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      return { stalls, exits };
    },
  };
}
