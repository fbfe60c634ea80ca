/** Asks for page after page until `next` finds no further token in the last one. */
export async function allPages<Page, Token>(
  ask: (token: Token | undefined) => Promise<Page>,
  next: (page: Page) => Token | undefined,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let token: Token | undefined;
  do {
    const page = await ask(token);
    pages.push(page);
    token = next(page);
  } while (token !== undefined);
  return pages;
}
