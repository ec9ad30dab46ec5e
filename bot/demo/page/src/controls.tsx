// Everything in blocks that can be pressed or chosen, with the browser's own controls where it has them.
import type { FunctionComponent } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useSurface } from './surface';
import type { Json } from './types';

interface Given {
  blockId: string;
  element: Json;
  id?: string; // of the field, for its label
  label?: string;
  dispatch?: boolean; // a field that tells the bot of each change; what stands in no field always does
  fault?: string;
  small?: boolean;
}
type Shape = FunctionComponent<Given>;

// What stands in a control: kept for the payloads, told to the bot where it is to be told.
function useChosen(given: Given, initial: Json): [Json, (chosen: Json, tell?: boolean) => void] {
  const surface = useSurface();
  const { blockId, element } = given;
  const before = surface.values[blockId]?.[element.action_id];
  const [chosen, setChosen] = useState<Json>(before ?? initial);
  useEffect(() => surface.set(blockId, element, before ?? initial), [blockId, element.action_id]);
  const choose = (next: Json, tell = given.dispatch ?? true) => {
    setChosen(next);
    surface.set(blockId, element, next);
    if (tell) void surface.send(blockId, element, next);
  };
  return [chosen, choose];
}

function named(given: Given, usual: string): Json {
  const wrong = given.fault ? { 'aria-invalid': true, 'aria-describedby': `${given.id}-fault` } : {};
  return given.id ? { id: given.id, ...wrong } : { 'aria-label': given.element.accessibility_label ?? given.label ?? usual };
}

const Button: Shape = ({ blockId, element, small }) => {
  const { send } = useSurface();
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (busy) return; // it stays enabled, or it would lose the focus
    if (element.url) window.open(element.url, '_blank', 'noopener');
    setBusy(true);
    await send(blockId, element, {});
    setBusy(false);
  };
  return (
    <button
      type="button"
      class={`button ${element.style ?? ''} ${small ? 'small' : ''}`}
      aria-label={element.accessibility_label}
      aria-busy={busy}
      onClick={press}
    >
      {element.text?.text ?? element.alt_text ?? element.icon}
    </button>
  );
};

const Feedback: Shape = ({ blockId, element }) => {
  const { send } = useSurface();
  const [pressed, setPressed] = useState('');
  const press = (one: Json) => {
    setPressed(one.value);
    void send(blockId, element, { value: one.value });
  };
  return (
    <span class="feedback" role="group" aria-label="Feedback">
      {[element.positive_button, element.negative_button].filter(Boolean).map((one: Json, n: number) => (
        <button key={one.value} type="button" class="button small" aria-pressed={pressed === one.value} aria-label={one.accessibility_label} onClick={() => press(one)}>
          {n ? '👎' : '👍'} {one.text?.text}
        </button>
      ))}
    </span>
  );
};

function groups(element: Json): { label: string; options: Json[] }[] {
  if (!element.option_groups) return [{ label: '', options: element.options ?? [] }];
  return element.option_groups.map((group: Json) => ({ label: group.label?.text ?? '', options: group.options }));
}

function Options({ element }: { element: Json }) {
  return (
    <>
      {groups(element).map(({ label, options }) => {
        const all = options.map((one) => <option key={one.value} value={one.value}>{one.text.text}</option>);
        return label ? <optgroup key={label} label={label}>{all}</optgroup> : all;
      })}
    </>
  );
}

function optionOf(element: Json, value: string): Json | null {
  return groups(element).flatMap((group) => group.options).find((one) => one.value === value) ?? null;
}

const Select: Shape = (given) => {
  const { element } = given;
  const [chosen, choose] = useChosen(given, { selected_option: element.initial_option ?? null });
  const hint = element.placeholder?.text ?? 'Choose';
  return (
    <select
      class="select"
      {...named(given, hint)}
      value={chosen.selected_option?.value ?? ''}
      onChange={(event) => choose({ selected_option: optionOf(element, event.currentTarget.value) })}
    >
      <option value="" disabled={!given.id}>{hint}</option>
      <Options element={element} />
    </select>
  );
};

// Selects of what the workspace has: the element gets options, and the payload an id.
function ofWorkspace(sent: string, initial: string, options: (surface: ReturnType<typeof useSurface>) => [string, string][]): Shape {
  return (given) => {
    const { element } = given;
    const [chosen, choose] = useChosen(given, { [sent]: element[initial] ?? null });
    const hint = element.placeholder?.text ?? 'Choose';
    return (
      <select class="select" {...named(given, hint)} value={chosen[sent] ?? ''} onChange={(event) => choose({ [sent]: event.currentTarget.value || null })}>
        <option value="" disabled={!given.id}>{hint}</option>
        {options(useSurface()).map(([id, name]) => <option key={id} value={id}>{name}</option>)}
      </select>
    );
  };
}
const Users = ofWorkspace('selected_user', 'initial_user', ({ people }) => people.map(({ id, name }) => [id, name]));
const CHANNELS = ({ channels }: { channels: Json[] }): [string, string][] => channels.filter((one) => !one.direct).map((one) => [one.id, `#${one.name}`]);
const Channels = ofWorkspace('selected_channel', 'initial_channel', CHANNELS);
const Conversations = ofWorkspace('selected_conversation', 'initial_conversation', CHANNELS);

// A field whose options the bot gives as one types.
function Lookup({ given, start, pick, keep }: { given: Given; start: string; pick: (one: Json) => void; keep: boolean }) {
  const { blockId, element } = given;
  const surface = useSurface();
  const [typed, setTyped] = useState(start);
  const [options, setOptions] = useState<Json[]>([]);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useId();
  const asked = useRef(0);
  const ask = async (text: string) => {
    setOpen(true);
    if (text.length < (element.min_query_length ?? 3)) return setOptions([]);
    const turn = ++asked.current;
    const answer = await surface.options(blockId, element, text);
    const all = answer.options ?? (answer.option_groups ?? []).flatMap((group) => group.options);
    if (turn === asked.current) setOptions(all);
    setAt(0);
  };
  const take = (one: Json) => {
    setTyped(keep ? one.text.text : '');
    setOpen(false);
    pick(one);
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => setAt(Math.min(at + 1, options.length - 1)),
    ArrowUp: () => setAt(Math.max(at - 1, 0)),
    Enter: () => options[at] && take(options[at]),
    Escape: () => setOpen(false),
  };
  const shown = open && options.length > 0;
  return (
    <span class="external">
      <input
        class="text"
        {...named(given, element.placeholder?.text ?? 'Choose')}
        placeholder={element.placeholder?.text}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={list}
        aria-activedescendant={shown ? `${list}-${at}` : undefined}
        value={typed}
        onFocus={() => void ask(typed)}
        onBlur={() => setOpen(false)}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          void ask(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (!shown || !keys[event.key]) return;
          event.preventDefault();
          event.stopPropagation();
          keys[event.key]();
        }}
      />
      {shown && (
        <ul class="options" role="listbox" id={list}>
          {options.map((one, n) => (
            <li key={one.value} id={`${list}-${n}`} role="option" aria-selected={n === at} onMouseDown={(event) => { event.preventDefault(); take(one); }}>
              {one.text.text}
            </li>
          ))}
        </ul>
      )}
    </span>
  );
}

const External: Shape = (given) => {
  const [chosen, choose] = useChosen(given, { selected_option: given.element.initial_option ?? null });
  return <Lookup given={given} keep start={chosen.selected_option?.text.text ?? ''} pick={(one) => choose({ selected_option: one })} />;
};

const ManyExternal: Shape = (given) => {
  const { element } = given;
  const [chosen, choose] = useChosen(given, { selected_options: element.initial_options ?? [] });
  const picked: Json[] = chosen.selected_options ?? [];
  const flip = (one: Json) => choose({ selected_options: without(picked, one, sameOption) });
  const add = (one: Json) => picked.some((each) => sameOption(each, one)) || flip(one);
  return (
    <span class="several">
      {picked.map((one) => (
        <button key={one.value} type="button" class="button small" aria-label={`Remove ${one.text.text}`} onClick={() => flip(one)}>
          {one.text.text} <span aria-hidden="true">✕</span>
        </button>
      ))}
      <Lookup given={given} keep={false} start="" pick={add} />
    </span>
  );
};

function without<T>(all: T[], one: T, same: (a: T, b: T) => boolean): T[] {
  return all.some((each) => same(each, one)) ? all.filter((each) => !same(each, one)) : [...all, one];
}
const sameOption = (a: Json, b: Json) => a.value === b.value;

const Many: Shape = (given) => {
  const { element } = given;
  const [chosen, choose] = useChosen(given, { selected_options: element.initial_options ?? [] });
  const picked: Json[] = chosen.selected_options ?? [];
  const flip = (one: Json) => choose({ selected_options: without(picked, one, sameOption) });
  return (
    <div class="ticks" role="group" {...(given.id ? { 'aria-label': given.label } : named(given, 'Choose'))}>
      {groups(element).flatMap(({ options }) => options).map((one) => (
        <label key={one.value}>
          <input type="checkbox" checked={picked.some((each) => sameOption(each, one))} onChange={() => flip(one)} />
          <span>{one.text.text}{one.description && <small>{one.description.text}</small>}</span>
        </label>
      ))}
    </div>
  );
};

// The same, folded away: a list of which several can be chosen.
const ManyFolded: Shape = (given) => {
  const { element } = given;
  const chosen: Json[] = useSurface().values[given.blockId]?.[element.action_id]?.selected_options ?? element.initial_options ?? [];
  return (
    <details class="folded">
      <summary>{chosen.map((one) => one.text.text).join(', ') || (element.placeholder?.text ?? 'Choose')}</summary>
      <Many {...given} />
    </details>
  );
};

const ManyUsers: Shape = (given) => {
  const { people } = useSurface();
  const { element } = given;
  const [chosen, choose] = useChosen(given, { selected_users: element.initial_users ?? [] });
  const picked: string[] = chosen.selected_users ?? [];
  return (
    <div class="ticks" role="group" aria-label={given.label ?? element.placeholder?.text ?? 'People'}>
      {people.map(({ id, name }) => (
        <label key={id}>
          <input type="checkbox" checked={picked.includes(id)} onChange={() => choose({ selected_users: without(picked, id, Object.is) })} />
          <span>{name}</span>
        </label>
      ))}
    </div>
  );
};

const Radios: Shape = (given) => {
  const { element } = given;
  const [chosen, choose] = useChosen(given, { selected_option: element.initial_option ?? null });
  const name = useId();
  return (
    <div class="ticks" role="radiogroup" aria-label={given.label ?? 'Choose one'}>
      {(element.options as Json[]).map((one) => (
        <label key={one.value}>
          <input type="radio" name={name} checked={chosen.selected_option?.value === one.value} onChange={() => choose({ selected_option: one })} />
          <span>{one.text.text}{one.description && <small>{one.description.text}</small>}</span>
        </label>
      ))}
    </div>
  );
};

const Overflow: Shape = ({ blockId, element }) => {
  const { send } = useSurface();
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLSpanElement>(null);
  const items = () => [...(whole.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const back = useRef(false); // whether the focus goes back to the button
  useLayoutEffect(() => {
    if (open) items()[0]?.focus();
    else if (back.current) whole.current?.querySelector('button')?.focus();
    back.current = false;
    if (!open) return;
    const away = (event: Event) => !whole.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);
  const shut = () => {
    back.current = true;
    setOpen(false);
  };
  const move = (by: number) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + by + all.length) % all.length]?.focus();
  };
  const keys: Record<string, () => void> = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: shut };
  const pick = (one: Json) => {
    shut();
    if (one.url) window.open(one.url, '_blank', 'noopener');
    void send(blockId, element, { selected_option: one });
  };
  return (
    <span
      class="overflow"
      ref={whole}
      onKeyDown={(event) => {
        if (!open || !keys[event.key]) return;
        event.preventDefault();
        event.stopPropagation();
        keys[event.key]();
      }}
    >
      <button type="button" class="button" aria-haspopup="menu" aria-expanded={open} aria-label={element.accessibility_label ?? 'More'} onClick={() => setOpen(!open)}>⋯</button>
      {open && (
        <div class="menu" role="menu">
          {(element.options as Json[]).map((one) => (
            <button key={one.value} type="button" role="menuitem" tabIndex={-1} onClick={() => pick(one)}>{one.text.text}</button>
          ))}
        </div>
      )}
    </span>
  );
};

function picker(kind: 'date' | 'time', sent: string, initial: string): Shape {
  return (given) => {
    const [chosen, choose] = useChosen(given, { [sent]: given.element[initial] ?? null });
    return (
      <input
        type={kind}
        class="text picker"
        {...named(given, kind === 'date' ? 'Date' : 'Time')}
        value={chosen[sent] ?? ''}
        onChange={(event) => choose({ [sent]: event.currentTarget.value || null })}
      />
    );
  };
}

const Moment: Shape = (given) => {
  const [chosen, choose] = useChosen(given, { selected_date_time: given.element.initial_date_time ?? null });
  const local = (seconds: number | null) => {
    if (!seconds) return '';
    const at = new Date(seconds * 1000);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  return (
    <input
      type="datetime-local"
      class="text picker"
      {...named(given, 'Date and time')}
      value={local(chosen.selected_date_time)}
      onChange={(event) => choose({ selected_date_time: event.currentTarget.value ? Date.parse(event.currentTarget.value) / 1000 : null })}
    />
  );
};

const KINDS: Record<string, string> = { email_text_input: 'email', url_text_input: 'url', number_input: 'number' };

const Text: Shape = (given) => {
  const { element } = given;
  const [chosen, choose] = useChosen(given, { value: element.initial_value ?? null });
  const eager = (element.dispatch_action_config?.trigger_actions_on ?? []).includes('on_character_entered');
  const common = {
    class: 'text',
    ...named(given, element.placeholder?.text ?? 'Text'),
    placeholder: element.placeholder?.text,
    value: chosen.value ?? '',
    maxLength: element.max_length,
    'data-first': element.focus_on_load || undefined,
    onInput: (event: any) => choose({ value: event.currentTarget.value || null }, Boolean(given.dispatch) && eager),
  };
  if (element.multiline) return <textarea rows={4} {...common} />;
  return (
    <input
      type={KINDS[element.type] ?? 'text'}
      step={element.is_decimal_allowed ? 'any' : undefined}
      min={element.min_value}
      max={element.max_value}
      {...common}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !given.dispatch) return;
        event.preventDefault();
        choose(chosen, true);
      }}
    />
  );
};

const Picture: Shape = ({ element }) => <img class="picture" src={element.image_url} alt={element.alt_text} />;

const SHAPES: Record<string, Shape> = {
  button: Button,
  workflow_button: Button,
  icon_button: Button,
  feedback_buttons: Feedback,
  static_select: Select,
  external_select: External,
  users_select: Users,
  channels_select: Channels,
  conversations_select: Conversations,
  multi_static_select: ManyFolded,
  multi_external_select: ManyExternal,
  multi_users_select: ManyUsers,
  checkboxes: Many,
  radio_buttons: Radios,
  overflow: Overflow,
  datepicker: picker('date', 'selected_date', 'initial_date'),
  timepicker: picker('time', 'selected_time', 'initial_time'),
  datetimepicker: Moment,
  plain_text_input: Text,
  email_text_input: Text,
  url_text_input: Text,
  number_input: Text,
  image: Picture,
};

export const Control: Shape = (given) => {
  const Found = SHAPES[given.element.type];
  return Found ? <Found {...given} /> : <span class="quiet">({given.element.type} is not in this demo)</span>;
};
