const total = (lines) => lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)

export async function handler({ Records }) {
  const batchItemFailures = []
  for (const { messageId, body } of Records) {
    try {
      const order = JSON.parse(body)
      console.log(JSON.stringify({ order: order.id, total: total(order.lines) }))
    } catch {
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}
