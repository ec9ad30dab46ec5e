// What was said: a channel's messages, and a thread's.
import { useEffect, useRef } from 'preact/hooks';
import { Blocks, Words } from './blocks';
import { act } from './live';
import { Standing } from './surface';
import { clockOf, dayOf, longDay, stamped } from './time';
import type { Person, Said, World } from './types';

export interface View {
  world: World;
  theme: 'light' | 'dark';
  zone: string;
  now: Date;
}

export function Face({ who, size = 36 }: { who: Person | null; size?: number }) {
  if (!who) return <img class="face" src="/icon.svg" alt="" width={size} height={size} />;
  return (
    <span class="face" aria-hidden="true" style={{ background: who.colour, width: size, height: size, fontSize: size * 0.42 }}>
      {who.name[0]}
    </span>
  );
}

function nameOf(world: World, said: Said): string {
  if (said.user === world.bot.id) return world.bot.name;
  return world.people.find((one) => one.id === said.user)?.name ?? 'Slackbot';
}

// A person's text in words alone, for a screen reader that is told of it.
export function spoken(world: World, said: Said): string {
  const only = said.ephemeral ? ' (only visible to you)' : '';
  const text = said.text.replaceAll(`<@${world.bot.id}>`, `@${world.bot.name}`).replace(/&(amp|lt|gt);/g, (_, one) => ({ amp: '&', lt: '<', gt: '>' })[one as 'amp']);
  return `${nameOf(world, said)}${only}: ${text}`;
}

function Files({ world, said }: { world: World; said: Said }) {
  return (
    <>
      {said.files.map((id) => {
        const file = world.files[id];
        return (
          <a key={id} class="file" href={`/files/${id}`} download>
            <span aria-hidden="true">▤</span>
            <span><b>{file?.title ?? 'File'}</b><small>{file ? `${file.filetype.toUpperCase()} · ${Math.ceil(file.size / 1024)} kB` : 'Download'}</small></span>
          </a>
        );
      })}
    </>
  );
}

// How many replies there are, as Slack counts them: those that only one person sees are not told to all.
export function counted(replies: Said[]): string {
  const open = replies.filter((one) => !one.ephemeral).length;
  if (!open) return 'Only visible to you';
  return open === 1 ? '1 reply' : `${open} replies`;
}

function Replies({ count, world, last, open }: { count: Said[]; world: World; last: Date; open: () => void } & { zone?: string }) {
  const who = [...new Set(count.map((one) => one.user))];
  return (
    <button type="button" class="replies" onClick={open}>
      {who.map((id) => <Face key={id} who={world.people.find((one) => one.id === id) ?? null} size={22} />)}
      <b>{counted(count)}</b>
      <span class="quiet">Last at {clockOf(last, world.people.find((one) => one.id === world.me)?.zone ?? 'UTC')}</span>
    </button>
  );
}

interface One {
  view: View;
  said: Said;
  replies?: Said[];
  openThread?: (ts: string) => void;
}

export function Message({ view, said, replies = [], openThread }: One) {
  const { world, theme, zone } = view;
  const who = world.people.find((one) => one.id === said.user) ?? null;
  const byBot = said.user === world.bot.id;
  const at = stamped(said.ts);
  const where = { channel: said.channel, ts: said.ts };
  const only = said.ephemeral ? ', only visible to you' : '';
  const shortcuts = world.shortcuts.filter((one) => one.on_message && !said.ephemeral);
  return (
    <article class={`message ${said.ephemeral ? 'ephemeral' : ''}`} aria-label={`${nameOf(world, said)} at ${clockOf(at, zone)}${only}`} data-ts={said.ts}>
      <div class="gutter"><Face who={who} /></div>
      <div class="body">
        {said.ephemeral && (
          <p class="only"><span aria-hidden="true">◉</span> Only visible to you{said.asked && <> · <code>{said.asked}</code></>}</p>
        )}
        <header>
          <b>{nameOf(world, said)}</b>
          {byBot && <span class="mark">APP</span>}
          <time dateTime={at.toISOString()}>{clockOf(at, zone)}</time>
        </header>
        {!said.ephemeral && said.asked && <p class="asked"><code>{said.asked}</code></p>}
        <Standing where={where} me={world.me} theme={theme} people={world.people} channels={world.channels} bot={world.bot} now={view.now}>
          {said.blocks.length ? <Blocks blocks={said.blocks} /> : said.text && <Words text={said.text} />}
        </Standing>
        <Files world={world} said={said} />
        {said.ephemeral && (
          <button type="button" class="link" onClick={() => void act('dismiss', { as: world.me, ...where })}>Dismiss message</button>
        )}
        {openThread && replies.length > 0 && <Replies count={replies} world={world} last={stamped(replies[replies.length - 1].ts)} open={() => openThread(said.ts)} />}
      </div>
      {!said.ephemeral && (openThread || shortcuts.length > 0) && (
        <div class="hover" role="toolbar" aria-label="Message">
          {openThread && <button type="button" onClick={() => openThread(said.ts)}>Reply in thread</button>}
          {shortcuts.map((one) => (
            <button key={one.callback_id} type="button" onClick={() => void act('shortcut', { as: world.me, ...where, callback_id: one.callback_id })}>{one.name}</button>
          ))}
        </div>
      )}
    </article>
  );
}

// The list, which follows what comes as long as one is at its end.
export function List({ view, messages, repliesTo, openThread, label, before }: {
  view: View;
  messages: Said[];
  repliesTo?: (ts: string) => Said[];
  openThread?: (ts: string) => void;
  label: string;
  before?: preact.ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  const end = useRef(true);
  const last = messages[messages.length - 1];
  useEffect(() => {
    const it = box.current;
    if (!it || !last) return;
    if (end.current || last.user === view.world.me || last.ephemeral) end.current = showLast(it);
  }, [messages.length, last]);
  useEffect(() => {
    const it = box.current;
    if (!it) return;
    const watch = new ResizeObserver(() => end.current && (it.scrollTop = it.scrollHeight));
    for (const child of it.children) watch.observe(child);
    return () => watch.disconnect();
  }, []);
  let day = '';
  return (
    <div class="list" ref={box} tabIndex={0} role="log" aria-live="off" aria-label={label} onScroll={(event) => {
      const it = event.currentTarget;
      end.current = it.scrollHeight - it.scrollTop - it.clientHeight < 80;
    }}>
      <div class="all">
        {before}
        {messages.map((said) => {
          const at = stamped(said.ts);
          const fresh = dayOf(at, view.zone) !== day;
          day = dayOf(at, view.zone);
          return (
            <div key={`${said.channel}-${said.ts}`}>
              {fresh && openThread && <div class="day" role="separator"><span>{longDay(at, view.now, view.zone)}</span></div>}
              <Message view={view} said={said} replies={repliesTo?.(said.ts)} openThread={openThread} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

// Scrolls to the newest message: to its top where it is longer than the list. Whether that is the end.
function showLast(list: HTMLElement): boolean {
  const last = [...list.querySelectorAll<HTMLElement>('article')].pop();
  const long = Boolean(last && last.offsetHeight > list.clientHeight);
  list.scrollTop = long && last ? last.getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop - 4 : list.scrollHeight;
  return !long;
}
