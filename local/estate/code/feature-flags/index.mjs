const FLAGS = { checkout: 0.5, search: 1, gifts: 0 }

/** The same user always gets the same answer. */
const share = (user) => [...user].reduce((hash, char) => (hash * 31 + char.charCodeAt(0)) >>> 0, 7) / 2 ** 32

export async function handler({ user, flag }) {
  return { enabled: share(`${user}/${flag}`) < (FLAGS[flag] ?? 0) }
}
