const HOUR = 3_600_000

export async function handler({ sessions = [], now = Date.now() }) {
  const expired = sessions.filter(({ seenAt }) => now - seenAt > 24 * HOUR)
  console.log(JSON.stringify({ looked: sessions.length, expired: expired.length }))
  return expired.map(({ id }) => id)
}
