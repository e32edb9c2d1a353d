/**
 * The pages of a list for which the SDK has no paginator.
 *
 * @param send asks for the page of a token; the first has none
 * @param tokenOf token of the page after this one; `undefined` when it is the last
 */
export async function* tokenPages<Page>(
  send: (token: string | undefined) => Promise<Page>,
  tokenOf: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  let token: string | undefined
  do {
    const page = await send(token)
    yield page
    token = tokenOf(page)
  } while (token !== undefined)
}
