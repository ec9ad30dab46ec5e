// The page's state: all that one person sees, kept up to date by what the server tells.
import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Answer, Json, Said, World } from './types';

export interface Live {
  world: World | null;
  connected: boolean;
  unread: Record<string, number>;
  turned: number; // when `world.now` was said, by this machine's steady clock
}

type Change = Json & { kind: string };
type Step = Change | { kind: 'connected'; yes: boolean } | { kind: 'read'; place: string };

const START: Live = { world: null, connected: false, unread: {}, turned: 0 };

const STEPS: Record<string, (live: Live, change: any) => Live> = {
  all: (live, { kind, ...world }) => ({ ...live, world, turned: performance.now(), connected: true }),
  connected: (live, { yes }) => ({ ...live, connected: yes }),
  read: (live, { place }) => ({ ...live, unread: { ...live.unread, [place]: 0 } }),
  message: (live, { message }) => counted(withWorld(live, (world) => ({ messages: put(world.messages, message) })), message),
  gone: (live, { channel, ts }) =>
    withWorld(live, (world) => ({ messages: world.messages.filter((one) => one.ts !== ts || one.channel !== channel) })),
  home: (live, { view }) => withWorld(live, () => ({ home: view })),
  modals: (live, { stack }) => withWorld(live, () => ({ modals: stack })),
  file: (live, { file }) => withWorld(live, (world) => ({ files: { ...world.files, [file.id]: file } })),
  clock: (live, { now }) => ({ ...withWorld(live, () => ({ now })), turned: performance.now() }),
};

function withWorld(live: Live, change: (world: World) => Partial<World>): Live {
  return live.world ? { ...live, world: { ...live.world, ...change(live.world) } } : live;
}

function put(messages: Said[], message: Said): Said[] {
  const place = messages.findIndex((one) => one.ts === message.ts && one.channel === message.channel);
  if (place < 0) return [...messages, message];
  return messages.map((one, n) => (n === place ? message : one));
}

function counted(live: Live, message: Said): Live {
  if (message.edited || message.user === live.world?.me) return live;
  return { ...live, unread: { ...live.unread, [message.channel]: (live.unread[message.channel] ?? 0) + 1 } };
}

function step(live: Live, change: Step): Live {
  return STEPS[change.kind]?.(live, change) ?? live;
}

// What a person sees, and each new message of somebody else's, once.
export function useLive(who: string, heard: (message: Said) => void): [Live, (change: Step) => void] {
  const [live, tell] = useReducer(step, START);
  const hear = useRef(heard);
  hear.current = heard;
  useEffect(() => {
    const source = new EventSource(`/live?as=${encodeURIComponent(who)}`);
    source.onmessage = (event) => {
      const change: Change = JSON.parse(event.data);
      tell(change);
      if (change.kind === 'message') hear.current(change.message);
    };
    source.onerror = () => tell({ kind: 'connected', yes: false });
    return () => source.close();
  }, [who]);
  return [live, tell];
}

export async function act(what: string, given: Json): Promise<Answer> {
  try {
    const answer = await fetch(`/do/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(given),
    });
    return answer.ok ? await answer.json() : { fault: `http_${answer.status}` };
  } catch {
    return { fault: 'the demo has ended' };
  }
}
