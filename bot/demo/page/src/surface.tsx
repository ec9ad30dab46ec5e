// Where blocks stand (a message, a modal, Home), and what becomes of what is done in them.
import { createContext } from 'preact';
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { act } from './live';
import type { Answer, Json, Person, Channel } from './types';

export interface Surface {
  theme: 'light' | 'dark';
  people: Person[];
  channels: Channel[];
  bot: { id: string; name: string };
  zone: string;
  now: Date;
  values: Json; // by block, by action: what stands in the fields
  set(blockId: string, element: Json, chosen: Json): void;
  send(blockId: string, element: Json, chosen: Json): Promise<void>;
  options(blockId: string, element: Json, typed: string): Promise<Answer>;
  errors: Record<string, string>;
}

const Here = createContext<Surface | null>(null);

export function useSurface(): Surface {
  const found = useContext(Here);
  if (!found) throw new Error('blocks stand on a surface');
  return found;
}

interface Given {
  where: Json; // {channel, ts} of a message, or {view_id}
  me: string;
  theme: 'light' | 'dark';
  people: Person[];
  channels: Channel[];
  bot: { id: string; name: string };
  now: Date;
  errors?: Record<string, string>;
  values?: Json;
  children: ComponentChildren;
}

// Asks whether one is sure, where the element says so.
function sure(confirm: Json | undefined): Promise<boolean> {
  if (!confirm) return Promise.resolve(true);
  const text = (it: Json | undefined, usual: string) => it?.text ?? usual;
  const box = document.createElement('dialog');
  box.className = 'box confirm';
  const add = (tag: string, words: string, name = '') => {
    const made = document.createElement(tag);
    made.textContent = words;
    made.className = name;
    return made;
  };
  const heading = add('h2', text(confirm.title, 'Are you sure?'));
  heading.id = 'confirm-title';
  box.setAttribute('aria-labelledby', heading.id);
  const no = add('button', text(confirm.deny, 'Cancel'), 'button');
  const yes = add('button', text(confirm.confirm, 'Yes'), `button ${confirm.style === 'danger' ? 'danger' : 'primary'}`);
  const foot = add('footer', '');
  foot.append(no, yes);
  box.append(heading, add('p', text(confirm.text, '')), foot);
  document.body.append(box);
  return new Promise((settle) => {
    no.onclick = () => box.close('no');
    yes.onclick = () => box.close('yes');
    box.onclose = () => {
      box.remove();
      settle(box.returnValue === 'yes');
    };
    box.showModal();
  });
}

export function Standing(given: Given) {
  const kept = useRef<Json>({});
  const values = given.values ?? kept.current;
  const [fault, setFault] = useState('');
  const key = JSON.stringify(given.where);
  const surface = useMemo<Surface>(() => {
    const set = (blockId: string, element: Json, chosen: Json) => {
      values[blockId] = { ...values[blockId], [element.action_id]: { type: element.type, ...chosen } };
    };
    const send = async (blockId: string, element: Json, chosen: Json) => {
      if (!(await sure(element.confirm))) return;
      const ids = { block_id: blockId, action_id: element.action_id };
      const answer = await act('act', { as: given.me, ...given.where, ...ids, chosen, values });
      setFault(answer.fault ?? '');
    };
    const options = (blockId: string, element: Json, typed: string) =>
      act('options', { as: given.me, ...given.where, block_id: blockId, action_id: element.action_id, typed, values });
    const { theme, people, channels, bot, now } = given;
    const zone = people.find((one) => one.id === given.me)?.zone ?? 'UTC';
    return { theme, people, channels, bot, zone, now, values, set, send, options, errors: given.errors ?? {} };
  }, [key, given.me, given.theme, given.errors, values, given.now.toDateString()]);
  return (
    <Here.Provider value={surface}>
      {given.children}
      {fault && <p class="fault" role="alert">That did not work: {fault}</p>}
    </Here.Provider>
  );
}
