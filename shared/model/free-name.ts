/**
 * The first of `name`, `name-2`, `name-3`, ... that is free: what bears a name already may belong to others.
 *
 * @param max how long a name may be
 */
export async function freeName(
  name: string,
  max: number,
  isFree: (candidate: string) => boolean | Promise<boolean>,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '' : `-${number}`
    const candidate = name.slice(0, max - ending.length) + ending
    if (await isFree(candidate)) return candidate
  }
}
