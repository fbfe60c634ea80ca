import { boundCell } from './bound-cell.ts';
import { type Cell, nameOf, type Result } from './cells.ts';
import { climbCell } from './climb-cell.ts';
import { falseCell } from './false-cell.ts';
import { powerCell } from './power-cell.ts';

/** Works a cell out; the same seed gives the same figures. */
export function work(cell: Cell, seed: string): Result {
  const own = `${seed}/${nameOf(cell)}`;
  switch (cell.kind) {
    case 'false':
      return falseCell(cell, own);
    case 'power':
      return powerCell(cell, own);
    case 'climb':
      return climbCell(cell, own);
    case 'bound':
      return boundCell(cell, own);
    default:
      return cell satisfies never;
  }
}
