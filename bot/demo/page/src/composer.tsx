// Where one writes: /dgusage … and @dgusage …, completed from the help's words and from examples.
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import { act } from './live';
import type { World } from './types';

const MOST = 7;

interface Offer {
  whole: string; // what the field holds after it was taken
  shown: string;
  meaning: string;
}

// Where a question begins in what is typed: behind /dgusage or @dgusage, or at the start in a DM.
function split(text: string, world: World, direct: boolean): [string, string] | null {
  const found = new RegExp(`^(.*?(?:${world.command}|@${world.bot.name})\\s+)(.*)$`, 's').exec(text);
  if (found) return [found[1], found[2]];
  return direct && !text.startsWith('/') ? ['', text] : null;
}

function starts(text: string, world: World): Offer[] {
  const all: Offer[] = [
    { whole: `${world.command} `, shown: world.command, meaning: 'ask; the answer is only visible to you' },
    { whole: `@${world.bot.name} `, shown: `@${world.bot.name}`, meaning: 'ask where all can see it; answered in a thread' },
  ];
  return text && !/\s/.test(text) ? all.filter((one) => one.shown.startsWith(text.toLowerCase())) : [];
}

const BACK = 3; // words of the end that may be the beginning of something known

// Where the last words begin, those of more words first: "by t" before "t".
function ends(typed: string): number[] {
  const found = [...typed.matchAll(/(?<=^|\s)\S/g)].map((one) => one.index);
  return typed.endsWith(' ') ? [] : found.slice(-BACK);
}

// What is known and goes on as that begins.
function going(world: World, start: string): [string, string][] {
  return world.words.filter(([one]) => one.toLowerCase().startsWith(start) && one.toLowerCase() !== start && !one.includes('…'));
}

// Whole examples that go on as one typed, then words of the help that go on from the last words.
export function offers(text: string, world: World, direct: boolean): Offer[] {
  const parts = split(text, world, direct);
  if (!parts) return starts(text, world);
  const [before, typed] = parts;
  const low = typed.toLowerCase();
  if (direct && !low) return [];
  const whole = world.examples.filter((one) => one.toLowerCase().startsWith(low) && one !== typed);
  const words = ends(low).flatMap((cut) => going(world, low.slice(cut)).map(([one, meaning]) => ({ whole: before + typed.slice(0, cut) + one, shown: one, meaning })));
  const found = [...whole.map((one) => ({ whole: before + one, shown: one, meaning: 'example' })), ...words];
  return found.filter((one, n) => found.findIndex((each) => each.whole === one.whole) === n).slice(0, MOST);
}

export function Composer({ world, direct, hint, thread, send, chips }: {
  world: World;
  direct: boolean;
  hint: string;
  thread?: boolean;
  send: (text: string) => void;
  chips?: boolean;
}) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(-1);
  const [shut, setShut] = useState(false);
  const sent = useRef<string[]>([]);
  const back = useRef(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const found = useMemo(() => (shut ? [] : offers(text, world, direct)), [text, world.words, direct, shut]);
  const open = found.length > 0;
  const write = (next: string) => {
    setText(next);
    setAt(-1);
    setShut(false);
  };
  const take = (one: Offer) => {
    write(one.whole);
    field.current?.focus();
  };
  const post = (what: string) => {
    const said = what.trim();
    if (!said) return;
    sent.current.push(said);
    back.current = 0;
    write('');
    send(said);
  };
  const recall = (by: number) => {
    const place = sent.current.length - (back.current + by);
    if (place < 0 || place > sent.current.length) return;
    back.current += by;
    write(sent.current[place] ?? '');
    setShut(true);
  };
  const example = (one: string) => post(direct ? one : thread ? `@${world.bot.name} ${one}` : `${world.command} ${one}`);
  const keyed = (event: KeyboardEvent) => {
    const menu: Record<string, () => void> = {
      ArrowDown: () => setAt((at + 1) % found.length),
      ArrowUp: () => setAt((at <= 0 ? found.length : at) - 1),
      Tab: () => take(found[Math.max(at, 0)]),
      Escape: () => setShut(true),
    };
    const plain: Record<string, () => void> = { ArrowUp: () => recall(1), ArrowDown: () => recall(-1) };
    const empty = !text || text === sent.current[sent.current.length - back.current];
    const keys = open ? menu : empty ? plain : {};
    if (event.key === 'Tab' && (event.shiftKey || !text)) return;
    if (keys[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (open && at >= 0) take(found[at]);
      else post(text);
    }
  };
  return (
    <div class="composer">
      {chips && (
        <div class="chips" role="group" aria-label="Examples to ask">
          {world.examples.map((one) => <button key={one} type="button" onClick={() => example(one)}>{one}</button>)}
        </div>
      )}
      <div class="writing">
        {open && (
          <ul class="options" role="listbox" id={`${id}-list`} aria-label="What can follow">
            {found.map((one, n) => (
              <li
                key={one.whole}
                id={`${id}-${n}`}
                role="option"
                aria-selected={n === at}
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(one);
                }}
              >
                <code>{one.shown}</code> <span class="quiet">{one.meaning}</span>
              </li>
            ))}
          </ul>
        )}
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={hint}
          aria-label={hint}
          id={thread ? undefined : 'writing'}
          aria-autocomplete="list"
          aria-controls={open ? `${id}-list` : undefined}
          aria-activedescendant={open && at >= 0 ? `${id}-${at}` : undefined}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={keyed}
          onBlur={() => setShut(true)}
          onFocus={() => setShut(false)}
        />
        <div class="tools">
          {!direct && !thread && <button type="button" onClick={() => take({ whole: `${world.command} `, shown: '', meaning: '' })}>{world.command}</button>}
          {!direct && <button type="button" onClick={() => take({ whole: `@${world.bot.name} `, shown: '', meaning: '' })}>@{world.bot.name}</button>}
          {!thread && world.shortcuts.filter((one) => !one.on_message).map((one) => (
            <button key={one.callback_id} type="button" title="A shortcut, as in Slack's menu of them" onClick={() => void act('shortcut', { as: world.me, callback_id: one.callback_id })}>
              <span aria-hidden="true">⚡</span> {one.name}
            </button>
          ))}
          <span class="quiet keys">Enter sends · Tab completes</span>
          <button type="button" class="send" aria-label="Send" disabled={!text.trim()} onClick={() => post(text)}>
            <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="M2 3l16 7-16 7 2-6 8-1-8-1z" fill="currentColor" /></svg>
          </button>
        </div>
      </div>
    </div>
  );
}
