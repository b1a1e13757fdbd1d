/** Valid traffic that is broken off at every byte: by a reset, a half-close, garbage, or one flipped bit. */
import { ENDINGS, play, type Break, type Conversation } from '../clients/conversation.ts';
import {
  cameraServiceConversations,
  databaseConversations,
  httpConversations,
  linkConversations,
  pollingConversations,
  upgradeConversations,
  webSocketConversations,
} from '../clients/conversations.ts';
import { httpsConversations } from '../clients/tls-conversations.ts';
import { together, type Assault, type Attack, type Target } from '../target.ts';

const AT_ONCE = 32;

function replay(name: string, about: string, conversationsOf: (target: Target) => Conversation[]): Attack {
  return { name, about, replays: true, run: (assault) => breakAll(assault, conversationsOf) };
}

export const REPLAYS: readonly Attack[] = [
  replay('http', 'requests to the hub, cut off at every byte', httpConversations),
  replay('upgrade', 'upgrades to paths without a server', upgradeConversations),
  replay('polling', 'Engine.IO by polling', pollingConversations),
  replay('websocket', 'Socket.IO over a WebSocket', webSocketConversations),
  replay('https', 'first messages of TLS, cut off at every byte', httpsConversations),
  replay('camera-link', 'the camera link, before and after hello', linkConversations),
  replay('camera-service', "the camera service's HTTP", cameraServiceConversations),
  replay('database', "the database's socket", databaseConversations),
];

async function breakAll(assault: Assault, conversationsOf: (target: Target) => Conversation[]): Promise<void> {
  const { random, target } = assault;
  const lengths = new Map<string, number>();
  for (const whole of conversationsOf(target)) lengths.set(whole.name, (await play(whole, random)).sent);
  let left = assault.connections;
  const over = (): boolean => left <= 0 || assault.over();
  const breaks = everyBreak(lengths, assault);
  await together(AT_ONCE, over, async () => {
    left -= 1;
    // Each connection has its own conversation, because a conversation has state.
    const { name, cut } = breaks();
    const conversation = conversationsOf(target).find((candidate) => candidate.name === name);
    if (!conversation) return;
    const { outcome } = await play(conversation, random, cut);
    assault.count(outcome);
  });
}

/** Every byte of every conversation with every kind of break, in random order, repeatedly. */
function everyBreak(lengths: ReadonlyMap<string, number>, { random }: Assault): () => { name: string; cut: Break } {
  let queue: { name: string; cut: Break }[] = [];
  return () => {
    if (queue.length === 0) {
      queue = [...lengths].flatMap(([name, length]) =>
        Array.from({ length: Math.max(1, length) }, (_, at) => ENDINGS.map((ending) => ({ name, cut: { at, ending } }))).flat(),
      );
    }
    const index = Math.floor(random.between(0, queue.length));
    const chosen = queue[index];
    const last = queue.pop();
    if (chosen === undefined || last === undefined) throw new Error('there is no conversation to cut off');
    if (index < queue.length) queue[index] = last;
    return chosen;
  };
}
