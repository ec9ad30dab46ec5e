// The modal on top, with the browser's own dialog: it keeps the focus, and Esc closes it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Blocks } from './blocks';
import { act } from './live';
import { Standing } from './surface';
import type { Json, World } from './types';

const EMPTY = (value: any) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

// What must be filled in and is not, as Slack itself checks it before it tells the app.
function missing(view: Json, values: Json): Record<string, string> {
  const wrong = view.blocks.filter((block: Json) => {
    if (block.type !== 'input' || block.optional) return false;
    const { type, ...chosen } = values[block.block_id]?.[block.element.action_id] ?? {};
    return Object.values(chosen).every(EMPTY);
  });
  return Object.fromEntries(wrong.map((block: Json) => [block.block_id, 'Please complete this required field.']));
}

export function Modal({ world, view, theme, now }: { world: World; view: Json; theme: 'light' | 'dark'; now: Date }) {
  const box = useRef<HTMLDialogElement>(null);
  const values = useRef<Json>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  useEffect(() => {
    const it = box.current;
    if (!it?.open) it?.showModal();
    it?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => it?.close(); // which gives the focus back to what had it before
  }, []);
  useEffect(() => setErrors({}), [view.hash]);
  const close = () => void act('close', { as: world.me, view_id: view.id });
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = missing(view, values.current);
    setErrors(wrong);
    if (Object.keys(wrong).length) return;
    setBusy(true);
    const answer = await act('submit', { as: world.me, view_id: view.id, values: values.current });
    setBusy(false);
    setErrors(answer.errors ?? {});
    setFault(answer.fault ?? '');
  };
  const where = { view_id: view.id };
  return (
    <dialog
      class="box modal"
      ref={box}
      aria-labelledby="modal-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <form onSubmit={submit} noValidate>
        <header>
          <h2 id="modal-title">{view.title?.text}</h2>
          <button type="button" class="plain" aria-label="Close" onClick={close}>✕</button>
        </header>
        <div class="inside">
          <Standing key={view.id} where={where} me={world.me} theme={theme} people={world.people} channels={world.channels} bot={world.bot} now={now} errors={errors} values={values.current}>
            <Blocks blocks={view.blocks} />
          </Standing>
          {fault && <p class="fault" role="alert">That did not work: {fault}</p>}
        </div>
        <footer>
          <button type="button" class="button" onClick={close}>{view.close?.text ?? 'Close'}</button>
          {view.submit && <button type="submit" class="button primary" disabled={busy}>{view.submit.text}</button>}
        </footer>
      </form>
    </dialog>
  );
}
