// The side: the workspace, its conversations, who one is, and the clock.
import { Face } from './messages';
import { whole } from './time';
import type { Person, World } from './types';

const STEPS: [string, string, string][] = [
  ['hour', '+1 h', 'Move the clock on by an hour'],
  ['day', '+1 day', 'Move the clock on by a day'],
  ['monday', 'Mon 09:00', 'Move the clock on to Monday, 09:00'],
];

export interface Side {
  world: World;
  me: Person;
  place: string;
  unread: Record<string, number>;
  now: Date;
  dark: boolean;
  go: (place: string) => void;
  become: (id: string) => void;
  turn: (step: string) => void;
  paint: () => void;
}

// The address has the place in it, so the link must not change it.
function skip(event: Event) {
  event.preventDefault();
  document.getElementById('writing')?.focus();
}

function Entry({ place, here, count, go, children, label }: {
  place: string;
  here: string;
  count: number;
  go: (place: string) => void;
  children: preact.ComponentChildren;
  label: string;
}) {
  const fresh = count > 0 && place !== here;
  return (
    <li>
      <button type="button" class={`entry ${fresh ? 'fresh' : ''}`} aria-current={place === here ? 'page' : undefined} aria-label={fresh ? `${label}, ${count} new` : label} onClick={() => go(place)}>
        {children}
        {fresh && <span class="count" aria-hidden="true">{count}</span>}
      </button>
    </li>
  );
}

export function Sidebar({ world, me, place, unread, now, dark, go, become, turn, paint }: Side) {
  return (
    <nav class="side" aria-label="Workspace" id="side">
      <a class="skip" href="#writing" onClick={skip}>To the message field</a>
      <div class="team"><b>{world.team}</b><small>simulated, on this machine only</small></div>
      <div class="places">
        <h2>Channels</h2>
        <ul>
          {world.channels.filter((one) => !one.direct).map((one) => (
            <Entry key={one.id} place={one.id} here={place} count={unread[one.id] ?? 0} go={go} label={`#${one.name}`}>
              <span class="hash" aria-hidden="true">#</span>{one.name}
            </Entry>
          ))}
        </ul>
        <h2>Apps</h2>
        <ul>
          <Entry place="home" here={place} count={0} go={go} label={`${world.bot.name} Home`}><Face who={null} size={20} />{world.bot.name}</Entry>
          <Entry place={me.dm} here={place} count={unread[me.dm] ?? 0} go={go} label={`Messages with ${world.bot.name}`}><span class="hash" aria-hidden="true">✉</span>Messages</Entry>
        </ul>
      </div>
      <div class="foot">
        <fieldset class="clock">
          <legend>Clock <small>{me.zone}</small></legend>
          <output aria-live="polite">{whole(now, me.zone)}</output>
          <div class="steps">
            {STEPS.map(([step, words, label]) => <button key={step} type="button" title={label} onClick={() => turn(step)}>{words}</button>)}
          </div>
        </fieldset>
        <fieldset class="people">
          <legend>You are</legend>
          {world.people.map((one) => (
            <label key={one.id} class={one.id === me.id ? 'me' : ''}>
              <input type="radio" name="me" checked={one.id === me.id} onChange={() => become(one.id)} />
              <Face who={one} size={26} />
              <span>{one.name}<small>{one.role}</small></span>
            </label>
          ))}
        </fieldset>
        <button type="button" class="paint" onClick={paint}>{dark ? 'Light colours' : 'Dark colours'}</button>
      </div>
    </nav>
  );
}
