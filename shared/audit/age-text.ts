const HOUR = 3_600_000

/** The time between two instants, for people: `40 min`, `25 h`, `12 days`. */
export function ageText(from: Date | string, to: Date): string {
  const hours = Math.max(0, to.getTime() - new Date(from).getTime()) / HOUR
  if (hours < 1) return `${Math.floor(hours * 60)} min`
  return hours < 72 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} days`
}
