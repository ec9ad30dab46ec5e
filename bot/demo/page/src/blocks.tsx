// Blocks as Slack draws them: what only shows is drawn by slack-blocks-to-jsx, what can be pressed,
// chosen, sorted or paged is drawn here.
import { Message } from 'slack-blocks-to-jsx';
import type { FunctionComponent } from 'preact';
import { Control } from './controls';
import { DataTable, PlainTable } from './table';
import { useSurface } from './surface';
import { worded } from './time';
import type { Json } from './types';

const Renderer = Message as unknown as FunctionComponent<Json>;

// As the renderer draws a block. Ids of blocks would become ids of the page, and may repeat there.
function Drawn({ block }: { block: Json }) {
  const { theme, people, channels, bot, zone, now } = useSurface();
  const { block_id, ...rest } = block;
  const users = [...people.map(({ id, name }) => ({ id, name })), bot];
  return <Renderer blocks={[rest]} withoutWrapper theme={theme} data={{ users, channels }} hooks={{ date: ({ timestamp, format }: Json) => worded(Number(timestamp), format, now, zone) }} />;
}

function Actions({ block }: { block: Json }) {
  return (
    <div class="actions">
      {block.elements.map((element: Json, n: number) => (
        <Control key={element.action_id ?? n} blockId={block.block_id} element={element} />
      ))}
    </div>
  );
}

function Section({ block }: { block: Json }) {
  if (!block.accessory || block.accessory.type === 'image') return <Drawn block={block} />;
  const { accessory, ...rest } = block;
  return (
    <div class="beside">
      <Drawn block={rest} />
      <Control blockId={block.block_id} element={accessory} />
    </div>
  );
}

function Input({ block }: { block: Json }) {
  const fault = useSurface().errors[block.block_id];
  const label = block.label?.text ?? '';
  const id = `field-${block.block_id}`;
  const many = ['checkboxes', 'radio_buttons'].includes(block.element.type);
  const Whole = many ? 'fieldset' : 'div';
  const Label: any = many ? 'legend' : 'label';
  return (
    <Whole class={`field ${fault ? 'wrong' : ''}`}>
      <Label {...(many ? {} : { for: id })}>
        {label} {block.optional && <span class="quiet">(optional)</span>}
      </Label>
      <Control blockId={block.block_id} element={block.element} id={id} label={label} dispatch={Boolean(block.dispatch_action)} fault={fault} />
      {fault && <p class="fault" id={`${id}-fault`} role="alert">{fault}</p>}
      {block.hint && <p class="hint">{block.hint.text}</p>}
    </Whole>
  );
}

function Container({ block }: { block: Json }) {
  const title = block.title?.text ?? '';
  const inside = <Blocks blocks={block.child_blocks ?? []} />;
  if (!block.is_collapsible) {
    return (
      <section class="container">
        {title && <h4>{title}</h4>}
        {block.subtitle && <p class="quiet">{block.subtitle.text}</p>}
        {inside}
      </section>
    );
  }
  return (
    <details class="container" open={!block.default_collapsed}>
      <summary>{title}</summary>
      {inside}
    </details>
  );
}

const ROOM = 64; // letters that fit under a chart side by side
const LITTLE = 36; // and on a phone

// A chart; labels that would run into each other are tilted, which the renderer does not do.
function Chart({ block }: { block: Json }) {
  const labels: string[] = block.chart?.axis_config?.categories ?? [];
  const letters = labels.join('').length + 2 * labels.length;
  const tilt = letters > ROOM ? 'tilted' : letters > LITTLE ? 'tight' : '';
  return <div class={`chart ${tilt}`}><Drawn block={block} /></div>;
}

function Card({ block }: { block: Json }) {
  const { actions, ...rest } = block;
  return (
    <div>
      <Drawn block={rest} />
      {actions?.length > 0 && <Actions block={{ block_id: block.block_id, elements: actions }} />}
    </div>
  );
}

const OURS: Record<string, FunctionComponent<{ block: Json }>> = {
  actions: Actions,
  context_actions: Actions,
  section: Section,
  input: Input,
  container: Container,
  card: Card,
  data_visualization: Chart,
  data_table: DataTable,
  table: PlainTable,
};

export function Blocks({ blocks }: { blocks: Json[] }) {
  return (
    <div class="blocks">
      {blocks.map((block, n) => {
        const Shape = OURS[block.type] ?? Drawn;
        return <Shape key={block.block_id ?? n} block={block} />;
      })}
    </div>
  );
}

// A text with Slack's own markup, as a message without blocks has it.
export function Words({ text }: { text: string }) {
  return <div class="blocks"><Drawn block={{ type: 'section', text: { type: 'mrkdwn', text } }} /></div>;
}
