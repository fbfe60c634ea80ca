/** The person gave something wrong: the message says what, `todo` what would be right. Nothing was done. */
export class Mistake extends Error {
  override readonly name = 'Mistake';
  readonly todo: string | undefined;

  constructor(message: string, todo?: string) {
    super(message);
    this.todo = todo;
  }
}
