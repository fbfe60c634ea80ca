/** This story cannot be told of this spec. Choose another one of either. */
export class Unplayable extends Error {
  override readonly name = 'Unplayable';
}
