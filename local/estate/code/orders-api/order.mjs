/** What is wrong with an order; empty when nothing is. */
export function orderProblems(order) {
  const problems = []
  if (typeof order.id !== 'string') problems.push('id is missing')
  if (!Array.isArray(order.lines) || order.lines.length === 0) problems.push('an order has at least one line')
  for (const [index, line] of (order.lines ?? []).entries()) {
    if (!(line.quantity > 0)) problems.push(`line ${index + 1}: quantity must be positive`)
  }
  return problems
}
