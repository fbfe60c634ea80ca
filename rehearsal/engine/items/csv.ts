import type { ItemReader } from '../definition.ts';
import type { Json } from '../json.ts';

const delimiters = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

/** Each row as an object whose values are texts. Missing cells are empty; cells beyond the headers are dropped. */
export function rowsOf(body: string, config: NonNullable<ItemReader['ReaderConfig']>): readonly Json[] {
  const rows = cellsOf(body, delimiters[config.CSVDelimiter ?? 'COMMA']);
  const headers = config.CSVHeaderLocation === 'GIVEN' ? (config.CSVHeaders ?? []) : (rows.shift() ?? []);
  return rows.map((cells) =>
    Object.fromEntries(headers.map((header, index) => [header, cells[index] ?? ''])),
  );
}

/** RFC 4180: cells in quotes can hold delimiters, line ends and doubled quotes. */
function cellsOf(body: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRow = () => {
    row.push(cell);
    cell = '';
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let at = 0; at < body.length; at += 1) {
    const char = body[at];
    if (isQuoted) {
      if (char !== '"') cell += char;
      else if (body[at + 1] === '"') cell += body[++at];
      else isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if (char === delimiter) {
      row.push(cell);
      cell = '';
    } else if (char === '\n') endRow();
    else if (char !== '\r') cell += char;
  }
  endRow();
  return rows;
}
