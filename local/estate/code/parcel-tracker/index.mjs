const STATES = ['label printed', 'handed over', 'in transit', 'out for delivery', 'delivered']

export async function handler({ parcel, scans = [] }) {
  const last = scans.at(-1)
  return { parcel, state: STATES[Math.min(scans.length, STATES.length - 1)], since: last?.at ?? null }
}
