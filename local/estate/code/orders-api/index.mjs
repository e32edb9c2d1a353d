import { orderProblems } from './order.mjs'
import release from './release.json' with { type: 'json' }

const json = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'x-release': release.release },
  body: JSON.stringify(body),
})

export async function handler(event) {
  if (event.requestContext?.http?.method === 'GET') return json(200, { status: 'open' })
  const order = JSON.parse(event.body ?? '{}')
  const problems = orderProblems(order)
  return problems.length > 0 ? json(422, { problems }) : json(202, { id: order.id, lines: order.lines.length })
}
