/** Parameters of the query protocols that are not members of the input. */
const ENVELOPE = /^(?:Action|Version|X-Amz-.*|AWSAccessKeyId|Signature.*|Timestamp)$/

type Node = Map<string, Node | string>

/**
 * Reads the flat fields of a query-protocol form into what they mean: `Tags.member.1.Key=a` is
 * `{ Tags: [{ Key: 'a' }] }`, `Attributes.entry.1.key=a&Attributes.entry.1.value=b` is `{ Attributes: { a: 'b' } }`.
 */
export function parseForm(fields: URLSearchParams): Readonly<Record<string, unknown>> {
  const root: Node = new Map()
  for (const [name, value] of fields) if (!ENVELOPE.test(name)) put(root, name.split('.'), value)
  return Object.fromEntries([...root].map(([name, node]) => [name, valueOf(node)]))
}

function put(node: Node, [head = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    node.set(head, value)
    return
  }
  const next = node.get(head)
  const child: Node = next instanceof Map ? next : new Map()
  node.set(head, child)
  put(child, rest, value)
}

function valueOf(node: Node | string): unknown {
  if (typeof node === 'string') return node
  const inner = onlyChild(node)
  if (inner instanceof Map) return valueOf(inner)
  const keys = [...node.keys()]
  const values = [...node.values()].map(valueOf)
  if (!keys.every((key) => /^\d+$/.test(key)))
    return Object.fromEntries(keys.map((key, at) => [key, values[at]]))
  return values.every(isEntry) ? Object.fromEntries(values.map(({ key, value }) => [key, value])) : values
}

/** `member` and `entry` only wrap a list; they mean nothing. */
function onlyChild(node: Node): Node | string | undefined {
  return node.size === 1 ? (node.get('member') ?? node.get('entry')) : undefined
}

function isEntry(value: unknown): value is { key: string; value: unknown } {
  return typeof value === 'object' && value !== null && 'key' in value && 'value' in value
}
