import type { IncomingHttpHeaders } from 'node:http'

/** The part of a request that comes before its body. */
export interface RequestHead {
  readonly method: string
  /** Undecoded path, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
}

/** @param url path and query as they stand in the request line */
export function requestHead(method: string, url: string, headers: IncomingHttpHeaders): RequestHead {
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  return { method, path, query: new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1)), headers }
}

/** The value of a header; the first of several. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}
