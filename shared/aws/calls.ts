import { NotFoundError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { plainObject } from './plain-json.ts'
import { translateError } from './translate-error.ts'

/** One call, its errors translated into those of shared/errors.ts. */
export async function call<T>(operation: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    throw translateError(error, operation)
  }
}

/** One call whose answer may be missing: what AWS calls not found is `undefined`. */
export async function callOptional<T>(operation: string, send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call(operation, send)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/**
 * The items of a list, read to its last page.
 *
 * @param pages one of the SDK's paginators
 * @param items what one page holds
 */
export async function callPages<Page, Item>(
  operation: string,
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  return call(operation, async () => {
    const all: Item[] = []
    for await (const page of pages) all.push(...(items(page) ?? []))
    return all
  })
}

/** A page of a list that names the token of the next one, as API Gateway's second version answers. */
interface ItemPage<Item> {
  readonly Items?: Item[] | undefined
  readonly NextToken?: string | undefined
}

/** The items of a list for which the SDK has no paginator, read to its last page. */
export async function callItems<Item>(
  operation: string,
  send: (token: string | undefined) => Promise<ItemPage<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = []
  let token: string | undefined
  do {
    const from = token
    const { Items = [], NextToken } = await call(operation, () => send(from))
    all.push(...Items)
    token = NextToken
  } while (token !== undefined)
  return all
}

/** A list of objects as plain JSON, read to its last page; a list that AWS does not find is empty. */
export async function listObjects<Page>(
  operation: string,
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly object[] | undefined,
): Promise<readonly JsonObject[]> {
  const all = await callOptional(operation, () => callPages(operation, pages, items))
  return (all ?? []).map(plainObject)
}
