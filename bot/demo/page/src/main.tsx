// The page: a channel, a thread beside it, Home, modals; which place and person is in the address.
import { render } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Blocks } from './blocks';
import { Composer } from './composer';
import { act, useLive } from './live';
import { counted, List, spoken, Message } from './messages';
import type { View } from './messages';
import { Modal } from './modal';
import { Sidebar } from './sidebar';
import { Standing } from './surface';
import type { Person, Said, World } from './types';
import 'slack-blocks-to-jsx/dist/style.css';
import './style.css';

const FIRST = { who: 'U0ANA00001', place: 'C0SPEECH01', theme: '' };

// #as=U…&in=C…&theme=dark
function readAddress(): typeof FIRST {
  const given = new URLSearchParams(location.hash.slice(1));
  return { who: given.get('as') ?? FIRST.who, place: given.get('in') ?? FIRST.place, theme: given.get('theme') ?? '' };
}

function useAddress(): [typeof FIRST, (change: Partial<typeof FIRST>) => void] {
  const [at, setAt] = useState(readAddress);
  useEffect(() => {
    const moved = () => setAt(readAddress());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const go = useCallback((change: Partial<typeof FIRST>) => {
    const { who, place, theme } = { ...readAddress(), ...change };
    location.hash = new URLSearchParams({ as: who, in: place, ...(theme ? { theme } : {}) }).toString();
  }, []);
  return [at, go];
}

function useNow(world: World | null, turned: number): Date {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((n) => n + 1), 5_000);
    return () => clearInterval(timer);
  }, []);
  return useMemo(() => new Date(Date.parse(world?.now ?? '1970-01-01') + (performance.now() - turned)), [world?.now, turned, tick]);
}

function Welcome({ world, place, send }: { world: World; place: string; send: (text: string) => void }) {
  const channel = world.channels.find((one) => one.id === place);
  const direct = Boolean(channel?.direct);
  return (
    <div class="welcome">
      <h2>{direct ? `You and ${world.bot.name}` : `# ${channel?.name}`}</h2>
      <p>
        {direct ? 'Ask here as you would say it.' : <>Ask with <code>{world.command}</code> and only you see the answer, or with <code>@{world.bot.name}</code> and all do, in a thread.</>}
        {' '}Deepgram is simulated, with a year of usage; the bot is the real one.
      </p>
      <ul>
        {world.examples.slice(0, 4).map((one) => (
          <li key={one}><button type="button" onClick={() => send(direct ? one : `${world.command} ${one}`)}>{direct ? '' : <span class="quiet">{world.command} </span>}{one}</button></li>
        ))}
      </ul>
    </div>
  );
}

function Home({ view, go }: { view: View; go: (place: string) => void }) {
  const { world, theme } = view;
  const me = world.people.find((one) => one.id === world.me) as Person;
  return (
    <>
      <div class="tabs" role="tablist" aria-label={world.bot.name}>
        <button type="button" role="tab" aria-selected="true">Home</button>
        <button type="button" role="tab" aria-selected="false" onClick={() => go(me.dm)}>Messages</button>
      </div>
      <div class="list home" id="writing" tabIndex={0} role="region" aria-label="Home">
        <h2 class="unseen">Home</h2>
        {world.home ? (
          <Standing where={{ view_id: world.home.id }} me={world.me} theme={theme} people={world.people} channels={world.channels} bot={world.bot} now={view.now}>
            <Blocks blocks={world.home.blocks} />
          </Standing>
        ) : <p class="quiet">Opening…</p>}
      </div>
    </>
  );
}

function Thread({ view, root, replies, close, send }: { view: View; root: Said; replies: Said[]; close: () => void; send: (text: string) => void }) {
  const { world } = view;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [root.ts]);
  const channel = world.channels.find((one) => one.id === root.channel);
  return (
    <aside class="thread" aria-labelledby="thread-title" onKeyDown={(event) => event.key === 'Escape' && close()}>
      <header class="top">
        <h2 id="thread-title" tabIndex={-1} ref={head}>Thread</h2>
        <span class="quiet">{channel?.direct ? '' : `#${channel?.name}`}</span>
        <button type="button" class="plain" aria-label="Close the thread" onClick={close}>✕</button>
      </header>
      <List view={view} messages={replies} label="Thread" before={<><Message view={view} said={root} /><div class="day"><span>{counted(replies)}</span></div></>} />
      <Composer world={world} direct={Boolean(channel?.direct)} hint="Reply…" thread send={send} />
    </aside>
  );
}

function Page() {
  const [at, go] = useAddress();
  const [thread, setThread] = useState('');
  const [side, setSide] = useState(false);
  const [news, setNews] = useState('');
  const [fault, setFault] = useState('');
  const world$ = useRef<World | null>(null);
  const [live, tell] = useLive(at.who, (said) => world$.current && said.user !== at.who && setNews(spoken(world$.current, said)));
  const { world } = live;
  world$.current = world;
  const now = useNow(world, live.turned);
  const dark = at.theme ? at.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  useEffect(() => void (document.documentElement.dataset.theme = dark ? 'dark' : 'light'), [dark]);
  useEffect(() => setThread(''), [at.who, at.place]);
  const me = world?.people.find((one) => one.id === world.me);
  const here = world && (at.place === 'home' || world.channels.some((one) => one.id === at.place)) ? at.place : FIRST.place;
  const count = world?.messages.length ?? 0;
  useEffect(() => tell({ kind: 'read', place: here }), [here, count]);
  useEffect(() => {
    if (world && here === 'home') void act('home', { as: at.who, tab: 'home' });
    if (world && here.startsWith('D')) void act('home', { as: at.who, tab: 'messages' });
  }, [Boolean(world), here, at.who]);
  if (!world || !me || world.me !== at.who) return <p class="opening" role="status">Opening the demo…</p>;

  const channel = world.channels.find((one) => one.id === here);
  const view: View = { world, theme: dark ? 'dark' : 'light', zone: me.zone, now };
  const told = world.messages.filter((one) => one.channel === here);
  const replies = (ts: string) => told.filter((one) => one.thread_ts === ts && one.ts !== ts);
  const root = told.find((one) => one.ts === thread);
  const send = (text: string, thread_ts = '') =>
    void act('say', { as: at.who, channel: here, text, thread_ts }).then((answer) => setFault(answer.fault ?? ''));
  const move = (place: string) => {
    setSide(false);
    go({ place });
  };
  const title = here === 'home' ? world.bot.name : channel?.direct ? world.bot.name : `# ${channel?.name}`;
  return (
    <div class={`app ${side ? 'with-side' : ''} ${root ? 'with-thread' : ''}`}>
      <Sidebar
        world={world}
        me={me}
        place={here}
        unread={live.unread}
        now={now}
        dark={dark}
        go={move}
        become={(who) => go({ who })}
        turn={(step) => void act('clock', { as: at.who, step })}
        paint={() => go({ theme: dark ? 'light' : 'dark' })}
      />
      {side && <button type="button" class="veil" aria-label="Close the side" onClick={() => setSide(false)} />}
      <main>
        <header class="top">
          <button type="button" class="plain burger" aria-label="Channels, people and clock" aria-expanded={side} aria-controls="side" onClick={() => setSide(!side)}>☰</button>
          <h1>{title}</h1>
          <span class="quiet topic">{channel?.topic}</span>
          {!live.connected && <span class="fault" role="status">The demo has ended, or is restarting…</span>}
        </header>
        {here === 'home' ? <Home view={view} go={move} /> : (
          <>
            {channel?.direct && (
              <div class="tabs" role="tablist" aria-label={world.bot.name}>
                <button type="button" role="tab" aria-selected="false" onClick={() => move('home')}>Home</button>
                <button type="button" role="tab" aria-selected="true">Messages</button>
              </div>
            )}
            <List key={`${at.who}-${here}`} view={view} messages={told.filter((one) => !one.thread_ts || one.thread_ts === one.ts)} repliesTo={replies} openThread={setThread} label={title} before={<Welcome world={world} place={here} send={send} />} />
            {fault && <p class="fault" role="alert">That was not sent: {fault}</p>}
            <Composer key={here} world={world} direct={Boolean(channel?.direct)} hint={channel?.direct ? `Message ${world.bot.name}` : `Message #${channel?.name}`} send={send} chips />
          </>
        )}
      </main>
      {root && <Thread view={view} root={root} replies={replies(root.ts)} close={() => setThread('')} send={(text) => send(text, root.ts)} />}
      {world.modals.length > 0 && <Modal key={world.modals[world.modals.length - 1].id} world={world} view={world.modals[world.modals.length - 1]} theme={view.theme} now={now} />}
      <p class="unseen" role="status" aria-live="polite">{news}</p>
    </div>
  );
}

render(<Page />, document.getElementById('page') as HTMLElement);
