// Tables: one that sorts, filters and pages (data_table), and one that only stands there (table).
import { useId, useMemo, useState } from 'preact/hooks';
import { Control } from './controls';
import { useSurface } from './surface';
import type { Json } from './types';
import { Message } from 'slack-blocks-to-jsx';
import type { FunctionComponent } from 'preact';

const Renderer = Message as unknown as FunctionComponent<Json>;
const USUAL_PAGE = 5;
const SHORT = 16; // letters that are not broken into lines

function words(cell: Json): string {
  if (cell.type === 'action_cell') return cell.element?.text?.text ?? '';
  if (cell.type === 'rich_text') return JSON.stringify(cell.elements).replace(/.*?"text":"([^"]*)"|.*$/g, '$1 ').trim();
  return cell.text ?? String(cell.value ?? '');
}

function Cell({ cell, blockId }: { cell: Json; blockId: string }) {
  const { theme } = useSurface();
  if (cell.type === 'action_cell') return <Control blockId={blockId} element={cell.element} small />;
  if (cell.type === 'rich_text') return <Renderer blocks={[cell]} withoutWrapper theme={theme} />;
  return <>{words(cell)}</>;
}

// Whether a column is of buttons, which have no order.
function pressed(rows: Json[][], column: number): boolean {
  return rows.some((row) => row[column]?.type === 'action_cell');
}

function numeric(rows: Json[][], column: number): boolean {
  return rows.length > 0 && rows.every((row) => row[column]?.type === 'raw_number');
}

function compared(a: Json, b: Json, byNumber: boolean): number {
  return byNumber ? a.value - b.value : words(a).localeCompare(words(b), undefined, { numeric: true });
}

interface Order {
  column: number;
  down: boolean;
}

// A press sorts, the next one the other way round, the third as it was.
function next(order: Order | null, column: number, first: boolean): Order | null {
  if (order?.column !== column) return { column, down: first };
  return order.down === first ? { column, down: !first } : null;
}

export function DataTable({ block }: { block: Json }) {
  const [head, ...body] = block.rows as Json[][];
  const size = block.page_size ?? USUAL_PAGE;
  const [order, setOrder] = useState<Order | null>(null);
  const [wanted, setWanted] = useState('');
  const [page, setPage] = useState(0);
  const id = useId();
  const byNumber = useMemo(() => head.map((_, n) => numeric(body, n)), [block]);
  const ofButtons = useMemo(() => head.map((_, n) => pressed(body, n)), [block]);
  const rows = useMemo(() => {
    const low = wanted.trim().toLowerCase();
    const found = low ? body.filter((row) => row.some((cell) => words(cell).toLowerCase().includes(low))) : [...body];
    if (order) {
      const { column, down } = order;
      found.sort((a, b) => (down ? -1 : 1) * compared(a[column], b[column], byNumber[column]));
    }
    return found;
  }, [block, order, wanted]);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const shown = Math.min(page, pages - 1);
  const from = shown * size;
  return (
    <div class="data-table">
      <div class="above">
        <span class="caption" id={id}>{block.caption}</span>
        {body.length > size && (
          <input
            type="search"
            placeholder="Filter"
            aria-label={`Filter the rows of ${block.caption}`}
            value={wanted}
            onInput={(event) => {
              setWanted(event.currentTarget.value);
              setPage(0);
            }}
          />
        )}
      </div>
      <div class="scroll" role="group" aria-labelledby={id} tabIndex={0}>
        <table aria-labelledby={id} aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {head.map((cell, n) => {
                const sorted = order?.column === n ? (order.down ? 'descending' : 'ascending') : 'none';
                if (ofButtons[n]) return <th key={n} scope="col" class="unsorted">{words(cell)}</th>;
                return (
                  <th key={n} scope="col" class={byNumber[n] ? 'number' : ''} aria-sort={sorted}>
                    <button
                      type="button"
                      onClick={() => {
                        setOrder(next(order, n, byNumber[n]));
                        setPage(0);
                      }}
                    >
                      {words(cell)}
                      <span class="arrow" aria-hidden="true">{{ ascending: '↑', descending: '↓', none: '↕' }[sorted]}</span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.slice(from, from + size).map((row, place) => (
              <tr key={`${from + place}-${words(row[0])}`} aria-rowindex={from + place + 2}>
                {row.map((cell, n) => {
                  const Tag = n === (block.row_header_column_index ?? 0) ? 'th' : 'td';
                  return (
                    <Tag key={n} {...(Tag === 'th' ? { scope: 'row' as const } : {})} class={byNumber[n] ? 'number' : words(cell).length <= SHORT ? 'short' : ''}>
                      <Cell cell={cell} blockId={block.block_id} />
                    </Tag>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(pages > 1 || wanted) && (
        <div class="below">
          <span role="status">
            {rows.length ? `${from + 1}–${Math.min(from + size, rows.length)} of ${rows.length}` : 'No row has that'}
          </span>
          <button type="button" class="page" disabled={shown === 0} onClick={() => setPage(shown - 1)} aria-label="Previous page">‹</button>
          <button type="button" class="page" disabled={shown >= pages - 1} onClick={() => setPage(shown + 1)} aria-label="Next page">›</button>
        </div>
      )}
    </div>
  );
}

export function PlainTable({ block }: { block: Json }) {
  const settings: Json[] = block.column_settings ?? [];
  const [head, ...body] = block.rows as Json[][];
  const kind = (n: number) => `${settings[n]?.align ?? 'left'} ${settings[n]?.is_wrapped ? 'wrapped' : ''}`;
  return (
    <div class="data-table plain">
      <div class="scroll" role="group" aria-label="Table" tabIndex={0}>
        <table>
          <thead>
            <tr>{head.map((cell, n) => <th key={n} scope="col" class={kind(n)}><Cell cell={cell} blockId={block.block_id} /></th>)}</tr>
          </thead>
          <tbody>
            {body.map((row, place) => (
              <tr key={place}>{row.map((cell, n) => <td key={n} class={kind(n)}><Cell cell={cell} blockId={block.block_id} /></td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
