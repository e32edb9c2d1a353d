const DAYS = 30

export async function handler({ order, deliveredAt, at }) {
  const age = (Date.parse(at) - Date.parse(deliveredAt)) / 86_400_000
  return { order, accepted: age <= DAYS, reason: age <= DAYS ? null : `delivered ${Math.floor(age)} days ago` }
}
