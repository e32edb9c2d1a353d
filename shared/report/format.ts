const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A whole number with thin groups: `12,345`. */
export function numberText(value: number): string {
  return value.toLocaleString('en-US')
}

/** A number of bytes: `512 B`, `1.5 MiB`. */
export function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${UNITS[power]}`
}

/** An instant in UTC, to the second: `2026-11-21 10:15:00Z`. */
export function timeText(instant: Date | string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')}Z`
}

/** The time between two instants: `0.4 s`, `42 s`, `3 min 07 s`, `2 h 05 min`. */
export function durationText(from: string, to: string): string {
  const ms = Math.max(0, new Date(to).getTime() - new Date(from).getTime())
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`
}

/** A length of time in seconds, as durationText says it. */
export function secondsText(seconds: number): string {
  return durationText(new Date(0).toISOString(), new Date(seconds * 1000).toISOString())
}

/** `1 zone`, `3 zones`; `plural` for nouns that take more than an s. */
export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${numberText(count)} ${count === 1 ? noun : plural}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
