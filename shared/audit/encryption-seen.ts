import type { EncryptionSeen } from '../model/audit.ts'

/** Adds up what was seen, each kind of encryption with each key once. */
export function addSeen(one: readonly EncryptionSeen[], other: readonly EncryptionSeen[]): EncryptionSeen[] {
  const kinds = new Map<string, EncryptionSeen>()
  for (const seen of [...one, ...other]) {
    const kind = `${seen.algorithm} ${seen.key ?? ''}`
    const before = kinds.get(kind)
    kinds.set(kind, before === undefined ? seen : { ...before, objects: before.objects + seen.objects })
  }
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, seen]) => seen)
}
