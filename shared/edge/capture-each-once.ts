import type { EdgePorts } from './capture-edge.ts'

/**
 * Captures each function once, whoever asks for it: several distributions may run versions of one function, and a
 * version that does not exist any more would have it captured for each of them.
 */
export function captureEachOnce(capture: EdgePorts['captureFunction']): EdgePorts['captureFunction'] {
  const captures = new Map<string, ReturnType<EdgePorts['captureFunction']>>()
  return (region, name, cause) => {
    const key = `${region}/${name}`
    const asked = captures.get(key) ?? capture(region, name, cause)
    captures.set(key, asked)
    return asked
  }
}
