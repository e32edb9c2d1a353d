import type { Sha256 } from '../model/manifest.ts'

/** Bytes of one SHA-256. */
const WIDTH = 32

/** Names of blobs as bytes: each once, in order, nothing between them. A million take 32 MB, a quarter of what texts do. */
export type NameSet = Buffer

/** Packs names of blobs. */
export function packNames(names: ReadonlySet<Sha256>): NameSet {
  return Buffer.from([...names].sort().join(''), 'hex')
}

/** Whether at least one of the sets has a name. */
export function isInSome(sets: readonly NameSet[], sha256: Sha256): boolean {
  const name = Buffer.from(sha256, 'hex')
  return sets.some((set) => isIn(set, name))
}

function isIn(set: NameSet, name: Buffer): boolean {
  let low = 0
  let high = set.length / WIDTH
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const order = name.compare(set, middle * WIDTH, (middle + 1) * WIDTH)
    if (order === 0) return true
    if (order < 0) high = middle
    else low = middle + 1
  }
  return false
}
